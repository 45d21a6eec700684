import type { Kind } from './steps/kind.ts';

/** What every journey causes. */
const ofEveryJourney: readonly string[] = [
  'Journey Entered',
  'Journey Completed',
  'Journey Exited',
  'Journey Converted',
  'Journey Held Out',
];

/** What the steps of a journey cause besides, without anybody doing anything. What customers and colleagues do about it is not theirs. */
const ofSteps: Readonly<Record<Kind, readonly string[]>> = {
  send: [
    'Email Sent',
    'Email Not Sent',
    'Email Held',
    'Email Delivered',
    'Email Delayed',
    'Email Bounced',
    'Email Complained',
    'Email Rejected',
  ],
  wait: [],
  'wait until': [],
  'wait for': ['Wait Ended'],
  branch: ['Branch Taken'],
  split: ['Variant Assigned'],
  task: ['Task Created', 'Wait Ended'],
  set: ['Profile Identified'],
  coupon: ['Coupon Issued', 'Coupon Not Issued'],
  webhook: ['Webhook Delivered', 'Webhook Failed'],
  end: [],
};

/** The events that a journey with such steps causes. */
export const eventsCausedBy = (kinds: readonly Kind[]): readonly string[] => [
  ...new Set([...ofEveryJourney, ...kinds.flatMap((kind) => ofSteps[kind])]),
];

/** The journeys whose events a condition picks by name; undefined where it picks none in particular. */
export const journeysPicked = (when: string | undefined): readonly string[] | undefined => {
  const names = /\bevent\.properties\.journey\s*(?:==|in)\s*(\[[^\]]*\]|'[^']*'|"[^"]*")/.exec(when ?? '')?.[1];
  return names === undefined
    ? undefined
    : [...names.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, one, other]) => one ?? other ?? '');
};
