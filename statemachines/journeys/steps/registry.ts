import type { Kind, StepKind } from './kind.ts';
import { send } from './send.ts';
import { task } from './task.ts';
import { wait } from './wait.ts';

/** Every kind with its file; a kind that is missing here does not compile. */
export const stepKinds: Readonly<Record<Kind, StepKind>> = { send, wait, task };

/** In the order in which they are best explained. */
export const kinds: readonly Kind[] = ['send', 'wait', 'task'];

export const isKind = (key: string): key is Kind => Object.hasOwn(stepKinds, key);
