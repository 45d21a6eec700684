import type { Finding, Path } from '#shared/adapters/yaml/finding.ts';
import { checkArrives, checkNamedEvent, checkTraits } from '../file-tests/check-facts.ts';
import { readCases, testedBy } from '../file-tests/read-cases.ts';
import type { ReadTests } from '../file-tests/tests.ts';
import { checkName } from '../journey-tests/check-names.ts';
import type { SimulationSetting } from '../simulation.ts';
import { compareMail } from './compare-mail.ts';
import { entryProperties, renderMail, replyName, senderOf, sends } from './render-mail.ts';
import { tellMail } from './tell-mail.ts';
import { type MessageGiven, messageTestFile } from './test-file.ts';

const form = {
  kind: 'message',
  schema: messageTestFile,
  examples: {
    cases: 'cases: [{ name: has a name, given: { profile: { firstName: Ada } }, expect: { text contains: Hello Ada } }]',
    expect: 'expect: { text contains: Hello Ada }',
    event: 'event: { name: Cart Updated, properties: { value: 59 } }',
    reply: 'reply: { name: Survey Answered, properties: { rating: 5 } }',
  },
};

/** Reads `messages/<message>.test.yaml`. */
export const readMessageTests: ReadTests = (file, text, marketing) => {
  const names = marketing.messages.map(({ message }) => message);
  const of = (name: string) => marketing.messages.find(({ message }) => message === name);
  const read = readCases({ file, text, names }, form, ({ given, cases }, written) => [
    ...checkGiven(given, ['given'], { message: testedBy(file), journey: given?.journey, marketing }),
    ...cases.flatMap((each, index) => [
      ...checkGiven(each.given, ['cases', index, 'given'], {
        message: testedBy(file),
        journey: each.given?.journey ?? given?.journey,
        marketing,
      }),
      ...(isEmpty(written(['cases', index, 'expect'])) ? [nothingExpected(['cases', index, 'expect'])] : []),
    ]),
  ]);
  if ('problems' in read) return read;
  const { tests, lines } = read;
  const message = of(read.of);
  if (message === undefined) throw new RangeError(`there is no message ${read.of}`);
  return {
    tests: {
      file,
      kind: 'message',
      of: read.of,
      cases: tests.cases.map(({ name, given, expect }, index) => ({
        name,
        line: lines[index] ?? 1,
        run: async () => {
          const mail = renderMail(marketing, message, tests.given, given);
          if ('unrenderable' in mail) {
            const told = `cannot be rendered: ${mail.unrenderable}`;
            return { differences: [{ kind: 'wrong', text: told }], tell: () => `+ ${told}` };
          }
          const differences = compareMail(expect, mail);
          return { differences, tell: () => tellMail(mail, differences) };
        },
      })),
    },
  };
};

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

const nothingExpected = (path: Path): Finding => ({
  path,
  message: 'nothing is expected here: a test must be able to fail',
  hint: 'like `text contains: Hello Ada`',
});

interface About {
  readonly message: string;
  /** The journey that holds for the case. */
  readonly journey: string | undefined;
  readonly marketing: SimulationSetting['marketing'];
}

const checkGiven = (given: MessageGiven | undefined, path: Path, about: About): readonly Finding[] => {
  if (given === undefined) return [];
  const { marketing } = about;
  const coupons = marketing.coupons.map(({ coupon }) => coupon);
  return [
    ...checkTraits(given.profile, [...path, 'profile'], marketing.vocabulary),
    ...(given.journey === undefined ? [] : checkJourney(given.journey, [...path, 'journey'], about)),
    ...(given.event === undefined ? [] : checkEvent(given, 'event', path, about)),
    ...(given.reply === undefined ? [] : checkEvent(given, 'reply', path, about)),
    ...(given.coupon === undefined ? [] : checkName([...path, 'coupon'], 'coupon', given.coupon, coupons)),
  ];
};

const checkJourney = (name: string, path: Path, { message, marketing: { journeys } }: About): readonly Finding[] => {
  const unknown = checkName(
    path,
    'journey',
    name,
    journeys.map(({ journey }) => journey),
  );
  if (unknown.length > 0 || journeys.some((each) => each.journey === name && sends(each, message))) return unknown;
  const senders = journeys.filter((each) => sends(each, message)).map(({ journey }) => `\`${journey}\``);
  const hint =
    senders.length === 0 ? 'leave it out: no journey does' : `${senders.join(' and ')} ${senders.length === 1 ? 'does' : 'do'}`;
  return [{ path, message: `${name} does not send ${message}`, hint }];
};

const checkEvent = (
  given: MessageGiven,
  field: 'event' | 'reply',
  path: Path,
  { message, journey, marketing }: About,
): readonly Finding[] => {
  const { name, properties } = given[field] ?? {};
  const sender = senderOf(marketing, message, journey);
  const meant =
    field === 'event' ? (name ?? sender?.rules.enter.on) : replyName({ ...(name === undefined ? {} : { name }) }, sender);
  const at = [...path, field];
  if (meant === undefined)
    return [{ path: at, message: 'which event is it?', hint: 'say its `name`, like `name: Cart Updated`' }];
  const places = { path: name === undefined ? at : [...at, 'name'], propertiesPath: [...at, 'properties'] };
  const own = field === 'event' && name === undefined ? entryProperties(sender) : {};
  const mistakes = checkNamedEvent(meant, properties, { ...places, vocabulary: marketing.vocabulary });
  return mistakes.length > 0
    ? mistakes
    : checkArrives({ type: 'track', event: meant, properties: { ...own, ...properties } }, at);
};
