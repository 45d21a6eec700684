import type { WaitStore } from '#shared/ports/wait-store.ts';
import type { StepPorts } from './steps/step-context.ts';

export interface RunStageDeps extends StepPorts {
  readonly waits: Pick<WaitStore, 'put' | 'list'>;
}
