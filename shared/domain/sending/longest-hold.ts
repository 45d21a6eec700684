import type { SendingPolicy } from './policy.ts';
import { longestSilence } from './windows.ts';

const minuteLength = 60_000;
const hourLength = 60 * minuteLength;

/** What quiet hours and the time up to a window can be longer by when the clocks change: two hours at most (Antarctica/Troll), and one in reserve. */
const clockChange = 3 * hourLength;

/**
 * No message is held for longer than this, in milliseconds: up to `hold at most` for room under a cap, and from then on for the next hour in
 * which anything is sent. After that it is sent or dropped, because it was due too long ago to be held for a cap once more.
 */
export const longestHold = (policy: SendingPolicy): number => {
  const forRoom = policy.over === 'hold' && policy.caps.length > 0 ? policy.holdAtMostHours * hourLength : 0;
  const silence = longestSilence(policy) ?? 0;
  return forRoom + (silence === 0 ? 0 : silence * minuteLength + clockChange);
};
