/** Events that journeys cause: whoever enters by one of them may be started by a journey, and perhaps by itself. */
export const ownEvents: readonly string[] = [
  'Journey Entered',
  'Journey Completed',
  'Journey Exited',
  'Journey Converted',
  'Journey Held Out',
  'Branch Taken',
  'Variant Assigned',
  'Wait Ended',
  'Email Sent',
  'Email Not Sent',
  'Email Held',
  'Email Delivered',
  'Task Created',
  'Coupon Issued',
  'Coupon Not Issued',
  'Webhook Delivered',
  'Webhook Failed',
];

/** The journeys whose events a condition picks by name; undefined where it picks none in particular. */
export const journeysPicked = (when: string | undefined): readonly string[] | undefined => {
  const names = /\bevent\.properties\.journey\s*(?:==|in)\s*(\[[^\]]*\]|'[^']*'|"[^"]*")/.exec(when ?? '')?.[1];
  return names === undefined
    ? undefined
    : [...names.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, one, other]) => one ?? other ?? '');
};
