import { branch } from './branch.ts';
import { coupon } from './coupon.ts';
import { end } from './end.ts';
import type { Kind, StepKind } from './kind.ts';
import { send } from './send.ts';
import { set } from './set.ts';
import { split } from './split.ts';
import { task } from './task.ts';
import { wait } from './wait.ts';
import { waitFor } from './wait-for.ts';
import { waitUntil } from './wait-until.ts';
import { webhook } from './webhook.ts';

/** Every kind with its file, in the order in which they are best explained; a kind that is missing here does not compile. */
export const stepKinds: Readonly<Record<Kind, StepKind>> = {
  send,
  wait,
  'wait until': waitUntil,
  'wait for': waitFor,
  branch,
  split,
  task,
  set,
  coupon,
  webhook,
  end,
};

export const kinds: readonly Kind[] = Object.keys(stepKinds).filter((key): key is Kind => isKind(key));

export function isKind(key: string): key is Kind {
  return Object.hasOwn(stepKinds, key);
}
