import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import { dropReasons } from '#shared/domain/sending/send.ts';
import { whyNotDelivered } from '#shared/domain/webhook/webhook-answer.ts';
import type { Kind } from '#statemachines/journeys/steps/kind.ts';
import { checkTraits } from '../file-tests/check-facts.ts';
import { namedSteps, segmentsAskedFor } from '../named-steps.ts';
import { type CheckedAgainst, checkName, findStep } from './check-names.ts';
import { waiting } from './compare-story.ts';
import type { Expected } from './test-file.ts';
import type { Timed, TimedChoice } from './timed.ts';

/** Names in what is expected that nobody knows: a case that names them could never hold, or never fail. */
export const checkExpected = (expected: Expected, path: Path, against: CheckedAgainst): readonly Finding[] => {
  const { journey, marketing } = against;
  const named = (
    field: 'sent' | 'not sent' | 'held' | 'coupons' | 'no coupons' | 'webhooks' | 'not delivered',
    kind: string,
    names: readonly string[],
  ) =>
    ((expected[field] ?? []) as readonly Timed[]).flatMap(({ what }, index) =>
      checkName([...path, field, index], kind, what, names),
    );
  const reasons = (field: 'not sent' | 'held' | 'not delivered', names: readonly string[]) =>
    ((expected[field] ?? []) as readonly (Timed & { readonly why?: string })[]).flatMap(({ why }, index) =>
      why === undefined ? [] : checkName([...path, field, index, 'why'], 'reason', why, names),
    );
  const choices = (field: 'branches' | 'variants', kinds: readonly Kind[], kind: string, way: string) =>
    (expected[field] ?? []).flatMap((choice, index) =>
      checkChoice(choice, [...path, field, index], { against, kinds, kind, way }),
    );
  const steps = (field: 'tasks' | 'resumed' | 'timed out', kinds: readonly Kind[], kind: string) =>
    ((expected[field] ?? []) as readonly Timed[]).flatMap(({ what }, index) => {
      const found = findStep(against, kinds, what, { path: [...path, field, index], kind });
      return 'findings' in found ? found.findings : [];
    });
  const messages = marketing.messages.map(({ message }) => message);
  const coupons = marketing.coupons.map(({ coupon }) => coupon);
  const destinations = marketing.destinations.map(({ destination }) => destination);
  const { exits, exitsWhen } = journey.rules;
  return [
    ...named('sent', 'message', messages),
    ...named('not sent', 'message', messages),
    ...reasons('not sent', Object.keys(dropReasons)),
    ...named('held', 'message', messages),
    ...reasons('held', ['quiet-hours', 'window', 'frequency-cap']),
    ...(expected.mails ?? []).flatMap(({ message, ...wanted }, index) => [
      ...checkName([...path, 'mails', index, 'message'], 'message', message, messages),
      ...(Object.keys(wanted).length > 0
        ? []
        : [{ path: [...path, 'mails', index], message: 'what stands in this message?', hint: 'like `subject contains: offer`' }]),
    ]),
    ...choices('branches', ['branch'], 'branch', 'way'),
    ...choices('variants', ['split'], 'split', 'variant'),
    ...steps('tasks', ['task'], 'task'),
    ...steps('resumed', waiting, 'wait for'),
    ...steps('timed out', waiting, 'wait for'),
    ...checkTraits(expected.set, [...path, 'set'], marketing.vocabulary),
    ...named('coupons', 'coupon', coupons),
    ...named('no coupons', 'coupon', coupons),
    ...named('webhooks', 'destination', destinations),
    ...named('not delivered', 'destination', destinations),
    ...reasons('not delivered', Object.keys(whyNotDelivered)),
    ...(expected.segments ?? []).flatMap(({ what }, index) => checkSegment(what, [...path, 'segments', index], against)),
    ...(typeof expected.exit === 'object'
      ? checkName(
          [...path, 'exit'],
          'exit',
          expected.exit.what,
          [...exits, ...exitsWhen].map(({ reason }) => reason),
        )
      : []),
    ...(typeof expected.ended === 'object' ? checkName([...path, 'ended'], 'end', expected.ended.what, endsOf(against)) : []),
  ];
};

const checkChoice = (
  { at, what }: TimedChoice,
  path: Path,
  {
    against,
    kinds,
    kind,
    way,
  }: { readonly against: CheckedAgainst; readonly kinds: readonly Kind[]; readonly kind: string; readonly way: string },
): readonly Finding[] => {
  const found = findStep(against, kinds, at, { path, kind });
  if ('findings' in found) return found.findings;
  return checkName(path, `${way} of ${found.step.name}`, what, [...found.step.placed.arms.keys()]);
};

const checkSegment = (what: string, path: Path, { journey, marketing }: CheckedAgainst): readonly Finding[] => {
  const [, , segment] = /^(entered|left)\s+(\S+)$/.exec(what) ?? [];
  if (segment === undefined)
    return [{ path, message: `\`${what}\` says nothing about a segment`, hint: 'like `entered at-risk` or `left at-risk`' }];
  const all = marketing.segments.map((each) => each.segment);
  const unknown = checkName(path, 'segment', segment, all);
  if (unknown.length > 0 || segmentsAskedFor(journey, all).includes(segment)) return unknown;
  return [
    {
      path,
      message: `${journey.journey} does not ask for the segment \`${segment}\``,
      hint: 'only segments that a journey asks for are part of its story',
    },
  ];
};

/** How a journey can end before its last step without anybody leaving it. */
const endsOf = ({ journey }: CheckedAgainst): readonly string[] =>
  namedSteps(journey).flatMap(({ id, name, placed }) =>
    placed.step.lower({ id, name }).flatMap((lowered) => {
      if (lowered.kind === 'end') return lowered.reason === undefined ? [] : [lowered.reason];
      return lowered.kind === 'wait' && lowered.wait.kind === 'date' ? ['no-date', 'too-far', 'over'] : [];
    }),
  );
