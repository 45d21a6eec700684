import * as z from 'zod/mini';
import { longestCapMilliseconds } from './caps.ts';
import { type SendingPolicy, sendingPolicy } from './policy.ts';

/** `sending.json`, compiled at synth and shipped with `run-stage`: the policy of each journey, and of one that is deployed no more. */
export const compiledSending = z.object({
  usual: sendingPolicy,
  journeys: z.record(z.string(), sendingPolicy),
});
export type CompiledSending = z.infer<typeof compiledSending>;

export interface Policies {
  readonly policyOf: (journey: string) => SendingPolicy;
  /** How far back any of them looks, in milliseconds. */
  readonly longestCap: number;
}

export const policiesOf = ({ usual, journeys }: CompiledSending): Policies => ({
  policyOf: (journey) => (Object.hasOwn(journeys, journey) ? (journeys[journey] ?? usual) : usual),
  longestCap: longestCapMilliseconds([usual, ...Object.values(journeys)]),
});
