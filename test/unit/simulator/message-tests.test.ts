import { describe, expect, it } from 'vitest';
import { readMessageTests } from '#statemachines/simulator/message-tests/read-tests.ts';
import { messageTestJsonSchema } from '#statemachines/simulator/message-tests/test-file.ts';
import { aMessage } from '#test/support/stage-world.ts';
import { undescribed } from '#test/support/undescribed-fields.ts';
import { leadNurture, marketingWith } from './simulated-marketing.ts';

const offer = aMessage({
  message: 'case-study',
  sender: 'Auriga',
  subject:
    '{% if coupon %}{{ coupon.value }} for you{% else %}For you{% endif %}{% if traits.firstName %}, {{ traits.firstName }}{% endif %}',
  preheader: 'From {{ journey }}',
  html: '<html lang="de" dir="auto"><a href="https://shop.example/?a=1&amp;b={{ traits.city }}">Shop</a> {{ unsubscribe_url }}</html>',
  text: 'Hello {{ traits.firstName | default: "there" }},\n\nyou were at {{ event.name }} and {{ event.properties.value }}.\n{% if coupon %}{{ coupon.code }} until {{ coupon.expires_at | date: "%-d %B %Y" }}{% endif %}{% if reply %}You said {{ reply.properties.value }}.{% endif %}\nHow are you?',
});
const marketing = marketingWith({ 'lead-nurture': leadNurture }, { messages: [aMessage(), offer] });

const read = (text: string, file = 'messages/case-study.test.yaml') => readMessageTests(file, text, marketing);

const caseOf = (given: string, expected: string) => `cases:
  - name: reads it
    given: ${given}
    expect: ${expected}
`;

const problemsOf = (text: string, file?: string) => {
  const result = read(text, file);
  return 'problems' in result
    ? result.problems.map(
        ({ line, column, message, hint }) => `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`,
      )
    : [];
};

/** The mail that is told of, line by line, if the case does not hold. */
const told = async (given: string, expected: string): Promise<readonly string[]> => {
  const result = read(caseOf(given, expected));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  const { differences, tell } = (await result.tests.cases[0]?.run()) ?? { differences: [], tell: () => 'no case' };
  return differences.length === 0 ? [] : tell().split('\n');
};

const marked = (lines: readonly string[]) => lines.filter((line) => !line.startsWith(' ') && line !== '');

describe('a case of a message', () => {
  it.each([
    ['its subject', '{ profile: { firstName: Ada } }', '{ subject: "For you, Ada" }'],
    ['the subject of somebody of whom nothing is known', '{}', '{ subject: For you }'],
    ['a part of its subject', '{}', '{ subject contains: For, subject does not contain: [Ada, "%"] }'],
    ['its preheader, with the journey that sends it', '{}', '{ preheader: From lead-nurture }'],
    ['its text, wherever lines are broken', '{}', '{ text contains: ["Hello there, you were at Lead Created", How are you?] }'],
    ['what its text does not say', '{}', '{ text does not contain: [until, You said] }'],
    ['what it links to', '{ profile: { city: Ulm } }', '{ links: "https://shop.example/?a=1&b=Ulm", no links: b=Bonn }'],
    ['whose mail it is, and in which language', '{}', '{ from: Auriga, language: de }'],
    ['the event that brought them in', '{ event: { properties: { value: 42 } } }', '{ text contains: at Lead Created and 42. }'],
    [
      'another event',
      '{ event: { name: Cart Updated, properties: { value: 42 } } }',
      '{ text contains: at Cart Updated and 42. }',
    ],
    ['what they replied', '{ reply: { name: Cart Updated, properties: { value: 7 } } }', '{ text contains: You said 7. }'],
    [
      'their coupon, as it is declared',
      '{ coupon: winback, sent: 2026-12-20T09:00:00Z }',
      '{ subject: 15 % for you, text contains: [BACK-, until 3 January 2027] }',
    ],
    ['a coupon of a pool', '{ coupon: test-drive }', '{ subject: 25 € for you, text contains: TEST-DRIVE- }'],
    ['odd values, which traits have', '{ profile: { city: [1, 2] } }', '{ subject: For you }'],
  ])('holds if that is so: %s', async (_, given, expected) => {
    expect(await told(given, expected)).toEqual([]);
  });

  it.each([
    [
      'the subject is another one',
      '{ subject: "For you, Bo" }',
      '+ Subject    For you, Ada   ← should be “For you, Bo”, which goes on with “Bo” after “…For you, ”',
    ],
    ['the subject is longer', '{ subject: For you }', '+ Subject    For you, Ada   ← should be “For you”; “, Ada” is too much'],
    ['the subject lacks something', '{ subject contains: Bo }', '+ Subject    For you, Ada   ← does not contain “Bo”'],
    ['the subject says too much', '{ subject does not contain: Ada }', '+ Subject    For you, Ada   ← should not contain “Ada”'],
    ['the preheader is another one', '{ preheader: Hi }', '+ Preheader  From lead-nurture   ← should be “Hi”'],
    ['the text lacks something', '{ text contains: Hello Bo }', '- | Hello Bo   ← expected, and not there'],
    ['the text lacks something unlike anything', '{ text contains: Summer sale }', '- | Summer sale   ← expected, and not there'],
    ['the text says too much', '{ text does not contain: How are }', '+ | How are you?   ← should not contain “How are”'],
    [
      'the text says too much over two lines',
      '{ text does not contain: "Ada, you were" }',
      '+ |   ← should not contain “Ada, you were”',
    ],
    ['a link is missing', '{ links: /sale }', '- → /sale   ← expected, and not there'],
    ['there is a link too many', '{ no links: a=1 }', '+ → https://shop.example/?a=1&b=   ← should not link to “a=1”'],
    ['it is of another brand', '{ from: Northwind }', '+ From       Auriga   ← should be “Northwind”'],
    ['it is in another language', '{ language: zh-CN }', '+ Language   de   ← should be “zh-CN”'],
  ])('does not hold if %s, and shows the mail', async (_, expected, line) => {
    const lines = await told('{ profile: { firstName: Ada } }', expected);
    expect(marked(lines)).toEqual([line]);
    expect(lines.join('\n')).toMatch(/Subject +For you, Ada/);
  });

  it('shows what is missing under the line that is most like it', async () => {
    const lines = await told('{ profile: { firstName: Ada } }', '{ text contains: Hello Bo }');
    expect(lines[lines.indexOf('  | Hello Ada,') + 1]).toBe('- | Hello Bo   ← expected, and not there');
  });

  it('says of a message that cannot be rendered which part cannot, and why', async () => {
    const broken = {
      ...marketing,
      messages: [{ ...offer, subject: '{{ traits.city | times: 1 | date: "%Y" | slice }}{% if %}' }],
    };
    const result = readMessageTests('messages/case-study.test.yaml', caseOf('{}', '{ subject: x }'), broken);
    if ('problems' in result) throw new Error('not read');
    const outcome = await result.tests.cases[0]?.run();
    expect(outcome?.differences).toHaveLength(1);
    expect(outcome?.tell()).toMatch(/^\+ cannot be rendered: subject: /);
  });
});

describe('a file of tests of a message', () => {
  it.each([
    [
      'of a message that there is not',
      caseOf('{}', '{ subject: x }'),
      'messages/case-studi.test.yaml',
      '1:1 there is no message `case-studi` (did you mean',
    ],
    ['that is empty', '', undefined, '1:1 the file is empty'],
    ['that expects nothing', caseOf('{}', '{}'), undefined, '4:13 nothing is expected here'],
    [
      'with a field that there is not',
      caseOf('{}', '{ subjct: x }'),
      undefined,
      '4:15 there is no field `subjct` here (did you mean `subject`?)',
    ],
    [
      'with a slip in a trait',
      caseOf('{ profile: { ciyt: Ulm } }', '{ subject: x }'),
      undefined,
      '3:25 there is no trait `ciyt`',
    ],
    [
      'with a slip in an event',
      caseOf('{ event: { name: Cart Updatd } }', '{ subject: x }'),
      undefined,
      '3:29 there is no event `Cart Updatd` (did you mean `Cart Updated`?)',
    ],
    [
      'with a slip in a property',
      caseOf('{ event: { name: Cart Updated, properties: { valeu: 1 } } }', '{ subject: x }'),
      undefined,
      '3:57 `Cart Updated` has no property `valeu`',
    ],
    [
      'with a slip in a coupon',
      caseOf('{ coupon: winbak }', '{ subject: x }'),
      undefined,
      '3:22 there is no coupon `winbak` (did you mean `winback`?)',
    ],
    [
      'with a slip in a journey',
      caseOf('{ journey: lead-nurtur }', '{ subject: x }'),
      undefined,
      '3:23 there is no journey `lead-nurtur`',
    ],
    [
      'with a reply of a journey that waits for nothing',
      caseOf('{ reply: {} }', '{ subject: x }'),
      undefined,
      '3:21 which event is it?',
    ],
    ['with a time that is none', caseOf('{ sent: soon }', '{ subject: x }'), undefined, '3:20 `soon` is not a date and time'],
  ])('%s is refused, with the place and what to do', (_, text, file, expected) => {
    expect(problemsOf(text, file)).toEqual([expect.stringContaining(expected)]);
  });

  it('cannot name a journey that does not send the message', () => {
    const unsent = { ...marketing, messages: [...marketing.messages, aMessage({ message: 'unsent' })] };
    const text = caseOf('{ journey: lead-nurture }', '{ subject: x }');
    expect(readMessageTests('messages/unsent.test.yaml', text, unsent)).toMatchObject({
      problems: [{ line: 3, message: 'lead-nurture does not send unsent', hint: 'leave it out: no journey does' }],
    });
  });

  it('says everything at once', () => {
    expect(problemsOf(caseOf('{ coupon: winbak, profile: { ciyt: Ulm } }', '{}'))).toHaveLength(3);
  });

  it('says what is wrong with names beside what cannot be read', () => {
    const text = caseOf('{ copon: winback, profile: { ciyt: Ulm }, profile: { ciyt: Ulm } }', '{ subjct: x }');
    expect(problemsOf(text)).toEqual([
      '3:14 there is no field `copon` here (did you mean `coupon`?)',
      expect.stringContaining('there is no trait `ciyt`'),
      expect.stringContaining('`profile` stands here twice'),
      expect.stringMatching(/^4:15 there is no field `subjct` here/),
    ]);
  });
});

it('the schema of tests of a message describes every field', () => {
  expect(undescribed(messageTestJsonSchema())).toEqual([]);
});
