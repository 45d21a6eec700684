import type { MarketingRead } from '#infra/marketing.ts';
import type { SimulationSetting } from '#statemachines/simulator/simulation.ts';
import { namesInSteps } from './names-in-steps.ts';

/**
 * The marketing files with something empty in place of each thing that has a mistake: enough to tell whether a name is one of theirs, and not
 * to be run.
 */
export const withStandIns = (read: MarketingRead): SimulationSetting['marketing'] => {
  const { names } = read;
  const journeys = [...read.journeys, ...read.playable];
  // Where a file cannot be read, the names in it are at least those that journeys ask for.
  const asked = namesInSteps(journeys.map(({ definition }) => definition('run-stage')));
  const { messages, segments, coupons, destinations } = read;
  return {
    ...read,
    journeys,
    channels: read.channels ?? nobody,
    counted: read.counted ?? [],
    vocabulary: names.vocabulary,
    messages: completed(
      messages,
      ({ message }) => message,
      names.messages,
      (message) => ({ ...noMessage, message }),
    ),
    segments: completed(
      segments,
      ({ segment }) => segment,
      names.vocabulary.segments,
      (segment) => ({ ...noSegment, segment }),
    ),
    coupons: completed(
      coupons,
      ({ coupon }) => coupon,
      names.coupons ?? asked.coupons,
      (coupon) => ({ ...noCoupon, coupon }),
    ),
    destinations: completed(
      destinations,
      ({ destination }) => destination,
      names.destinations ?? asked.destinations,
      (destination) => ({ ...noDestination, destination }),
    ),
  };
};

const completed = <T>(
  there: readonly T[],
  nameOf: (each: T) => string,
  names: Iterable<string>,
  standIn: (name: string) => T,
): readonly T[] => {
  const known = new Set(there.map(nameOf));
  return [...there, ...[...names].filter((name) => !known.has(name)).map(standIn)];
};

const nobody = { email: { from: { name: '', address: '' }, postalAddress: '', consent: 'implied' } } as const;
const noMessage = { subject: '', preheader: '', html: '', text: '' };
const noSegment = { description: '', when: 'false' };
const noCoupon = { source: { kind: 'pool' }, value: '', expiresInMilliseconds: 0 } as const;
const noDestination = { kind: 'webhook', url: '', secret: '' } as const;
