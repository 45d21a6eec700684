import type { CompiledSending } from '#shared/domain/sending/policies.ts';
import { effectivePolicy, type SendingPolicy } from '#shared/domain/sending/policy.ts';
import type { Marketing } from './marketing.ts';
import type { StageConfig } from './stages.ts';

/** What `run-stage` is shipped with. Where time is played there is no night, and weeks of messages go to one customer in a minute. */
export const compiledSendingOf = (
  { sending, journeys }: Pick<Marketing, 'sending' | 'journeys'>,
  { playsTime }: Pick<StageConfig, 'playsTime'>,
): CompiledSending => {
  const inStage = (policy: SendingPolicy): SendingPolicy =>
    playsTime ? effectivePolicy(policy, { quietHours: 'none', window: 'none', caps: [] }) : policy;
  return {
    usual: inStage(sending.policy),
    journeys: Object.fromEntries(journeys.map(({ journey, sending: policy }) => [journey, inStage(policy)])),
  };
};
