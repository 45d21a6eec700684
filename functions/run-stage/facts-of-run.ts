import type { Facts } from '#shared/domain/condition/conditions.ts';
import { type EventKey, type JourneyRun, replyOf, setLabel, variantsOf } from '#shared/domain/journey/run.ts';
import { emptyProfile, type Profile, type Trait } from '#shared/domain/profile/profile.ts';
import { rootProfile } from '#shared/domain/profile/root-profile.ts';
import { laterTrait } from '#shared/domain/profile/traits.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import { speaksOf } from './speaks-of.ts';
import type { StepPorts } from './steps/step-context.ts';

/**
 * What can be asked about a run now: the customer as they are, the event that brought them in, and the last one that they were waited for.
 * An event that the log no longer keeps is unknown. The events are only read where one of the texts, expressions or a message, speaks of
 * them: most do not.
 */
export const factsOfRun = async (
  run: JourneyRun,
  texts: readonly string[],
  { profiles, events, clock }: Pick<StepPorts, 'profiles' | 'events' | 'clock'>,
): Promise<Facts> => {
  const load = (key: EventKey | undefined): Promise<CustomerEvent | undefined> | undefined =>
    key && events.get(key.profileId, key.originalTimestamp, key.messageId);
  const [profile, event, reply] = await Promise.all([
    rootProfile((id) => profiles.load(id), run.profileId),
    texts.some((text) => speaksOf('event', text)) ? load(run.entry) : undefined,
    texts.some((text) => speaksOf('reply', text)) ? load(replyOf(run)) : undefined,
  ]);
  return {
    profile: withSaid(profile ?? emptyProfile(run.profileId), run),
    now: clock(),
    event,
    reply,
    run: { journey: run.journey, enteredAt: run.enteredAt, variants: variantsOf(run) },
  };
};

/** What earlier steps of the run have set counts at once, though it may not be folded yet; what the customer said later outranks it. */
const withSaid = (profile: Profile, { runId, decisions = {} }: JourneyRun): Profile => {
  const said = Object.entries(decisions).filter(([, { label, values }]) => label === setLabel && values !== undefined);
  if (said.length === 0) return profile;
  const traits: Record<string, Trait> = { ...profile.traits };
  for (const [step, { at, values = {} }] of said) {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue;
      const own: Trait = { value, at, by: `${runId}:${step}:set` };
      const known = Object.hasOwn(traits, name) ? traits[name] : undefined;
      traits[name] = known === undefined ? own : laterTrait(known, own);
    }
  }
  return { ...profile, traits };
};
