import { describe, expect, it, test } from 'vitest';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';

const problemsOf = (text: string): readonly string[] =>
  readYaml('a.yaml', text).problems.map(({ line, column, message, hint }) => `${line}:${column} ${message} (${hint})`);

const inLine = 'the fields of a group begin in the same column, and so do the hyphens of a list';
const commas = 'commas stand between all that is in one pair of brackets';

describe('a file that is no proper YAML says in plain words', () => {
  it.each([
    ['that a key stands twice', 'a: 1\nb: 2\na: 3\n', '3:1 `a` stands here twice (the first one is in line 1: keep one of them)'],
    [
      'that a key stands twice in a group further in',
      'a:\n  b: 1\n  c: {d: 1, d: 2}\n',
      '3:13 `d` stands here twice (the first one is in line 3: keep one of them)',
    ],
    ['that text begins with a percent sign', 'a: [%5, x]\n', "1:5 text cannot begin with `%` (put it in quotes: `'%5'`)"],
    [
      'that text begins with an at sign',
      'a: @home now # c\n',
      "1:4 text cannot begin with `@` (put it in quotes: `'@home now'`)",
    ],
    ['that text begins with a backtick', 'a: `x`\n', "1:4 text cannot begin with a backtick (put it in quotes: `'`x`'`)"],
    ['that text begins with a comma', "a: , it's\n", '1:4 text cannot begin with `,` (put it in quotes: `", it\'s"`)'],
    ['that text begins with a star', 'a: *bold*\n', "1:4 text cannot begin with `*` (put it in quotes: `'*bold*'`)"],
    ['that text begins with a star of its own', 'a: * x y\n', "1:4 text cannot begin with `*` (put it in quotes: `'* x y'`)"],
    ['that text begins with an ampersand', 'a: &Tom hi\n', "1:4 text cannot begin with `&` (put it in quotes: `'&Tom hi'`)"],
    ['that text begins with an ampersand of its own', 'a: & co\n', "1:4 text cannot begin with `&` (put it in quotes: `'& co'`)"],
    [
      'that text begins with an exclamation mark',
      'a: !Sale now\n',
      "1:4 text cannot begin with `!` (put it in quotes: `'!Sale now'`)",
    ],
    ['that a line begins with a percent sign', '%foo\na: 1\n', "1:1 text cannot begin with `%` (put it in quotes: `'%foo'`)"],
    [
      'that text begins with two braces',
      'a: {{ name }}\n',
      "1:4 not readable: text cannot begin with `{` (put it in quotes: `'{{ name }}'`)",
    ],
    [
      'that a condition begins with a sign for text below',
      'when: > 3\n',
      "1:7 not readable: text in this line cannot begin with `>` (put it in quotes: `'> 3'`, or write the text into the lines below)",
    ],
    [
      'that text stands right after a sign for text below',
      'a: |text\n  more\n',
      "1:4 not readable: text in this line cannot begin with `|` (put it in quotes: `'|text'`, or write the text into the lines below)",
    ],
    [
      'that a backslash means nothing',
      'a: "\\d"\n',
      '1:5 `\\d` means nothing between double quotes (between single quotes a `\\` is only itself; between double quotes it is written `\\\\`)',
    ],
    [
      'that a comment begins too soon',
      'a: "b"#c\n',
      '1:7 a space is missing before `#` (a comment has a space before its `#`; a `#` that belongs to a text stands within its quotes)',
    ],
    [
      'that a tab indents a line, once for all of them',
      'a:\n\tb: 1\n\tc: 1\n',
      '2:1 not readable: a tab cannot indent a line (use spaces, two for each step inwards; most editors can change all tabs of a file at once)',
    ],
    [
      'that a field is indented further than the one it belongs beside',
      'a: 1\n  b: 2\n',
      '2:3 not readable: `b` is indented further than `a`, which has a value already (give both the same number of spaces: `a` has 0)',
    ],
    [
      'that a field is indented less than those it belongs beside',
      'a:\n  b: 1\n c: 2\n',
      `3:2 not readable: \`c\` does not stand in line with what is above it (it has 1 space before it; ${inLine})`,
    ],
    [
      'that a field of a step is not in line with its first one',
      'steps:\n  - wait for: a\n   within: b\n',
      `3:4 not readable: \`within\` does not stand in line with what is above it (it has 3 spaces before it; ${inLine})`,
    ],
    [
      'that the first field is indented and the next is not',
      ' a: 1\nb: 2\n',
      `2:1 not readable: \`b\` does not stand in line with what is above it (${inLine})`,
    ],
    [
      'that a hyphen is not in line with the others',
      'steps:\n  - send: a\n - wait: b\n',
      `3:2 not readable: \`- wait: b\` does not stand in line with the list that it belongs to (${inLine})`,
    ],
    [
      'that a field stands in the middle of a list',
      'steps:\n- send: a\nwait: b\n- send: c\n',
      `4:1 not readable: \`- send: c\` does not stand in line with the list that it belongs to (${inLine})`,
    ],
    [
      'that a list begins in the line of its field',
      'a: - b\n',
      '1:4 not readable: a list cannot begin in the line of its field (write `- b` into the next line, or the list in brackets: `[b]`)',
    ],
    [
      'that a hyphen has no space after it',
      'steps:\n  -send: a\n',
      '2:3 not readable: a space is missing after the hyphen in `-send` (write `- send`)',
    ],
    [
      'that a hyphen between others has no space after it',
      'steps:\n  - send: a\n  -wait: b\n  - send: c\n',
      '3:3 not readable: a space is missing after the hyphen in `-wait` (write `- wait`)',
    ],
    [
      'that the first hyphen has no space after it',
      'steps:\n  -send: a\n  - wait: b\n',
      '2:3 not readable: a space is missing after the hyphen in `-send` (write `- send`)',
    ],
    [
      'that a colon has no space after it',
      'a: 1\nb:2\n',
      '2:1 not readable: a space is missing after the colon in `b:2` (write `b: 2`)',
    ],
    [
      'that a colon has no space after it in the first line',
      'description:a\nsteps: []\n',
      '1:1 not readable: a space is missing after the colon in `description:a` (write `description: a`)',
    ],
    [
      'that a colon has no space after it in braces',
      'a: {b:1, c: 2}\n',
      '1:5 not readable: a space is missing after the colon in `b:1` (write `b: 1`)',
    ],
    [
      'that a field has no colon',
      'a: 1\nenter on\nb: 2\n',
      '2:1 not readable: `enter on` is no field: it has no colon (a field is written `name: value`, with a space after the colon)',
    ],
    [
      'that a text has a colon in it',
      'description: Note: this\n',
      "1:14 not readable: `description: Note: this` has two colons (if the second one belongs to the text, put it in quotes: `'Note: this'`; if it begins a field, give it a line of its own)",
    ],
    [
      'that a text in braces has a colon in it',
      'a: { b: Note: this }\n',
      "1:9 not readable: a comma or quotes are missing in `Note: this` (if it is one text, put it in quotes: `'Note: this'`; if it is two fields, write a comma before the second)",
    ],
    [
      'that a double quote is never closed, where it is opened',
      'a: "b\nc: 1\nd: [2\n',
      '1:4 not readable: the quote before the text of `a` is never closed (write `"` at the end of the text)',
    ],
    [
      'that a single quote is never closed',
      "a:\n  - b: 'c\n",
      "2:8 not readable: the quote before the text of `b` is never closed (write `'` at the end of the text)",
    ],
    [
      'that a condition goes on after a quote',
      "when: 'plan' == 'pro'\n",
      "1:14 not readable: `== 'pro'` stands after the closing quote (put the whole of it in quotes: `\"'plan' == 'pro'\"`)",
    ],
    [
      'that an apostrophe ends a text',
      "a: 'it's fine'\n",
      '1:8 not readable: `s fine\'` stands after the closing quote (it has the same quotes inside: put it in others, like `"it\'s fine"`)',
    ],
    [
      'that text goes on after a bracket',
      'a: {b: 1} hi\n',
      '1:11 not readable: `hi` stands after the closing `}` (a text that begins with a bracket stands in quotes; a field begins in a line of its own)',
    ],
    [
      'that a bracket is never closed',
      'a: [1, 2\nb: 1\n',
      '1:4 not readable: the `[` of `a` is never closed (write `]` where it ends)',
    ],
    [
      'that a brace is never closed at all',
      'a: {b: 1',
      '1:4 not readable: the `{` of `a` is never closed (write `}` where it ends)',
    ],
    [
      'that the content of braces is not indented',
      'a: {\nb: 1\n}\n',
      '2:1 not readable: `b: 1` stands too far left to belong to `a` in line 1 (indent everything up to the `}`, and that too, further than `a`)',
    ],
    [
      'that a closing brace is not indented',
      'steps:\n  - wait: {\n      a: 1\n}\n',
      '4:1 not readable: `}` stands too far left to belong to `wait` in line 2 (indent everything up to the `}`, and that too, further than `wait`)',
    ],
    [
      'that a bracket is closed by a brace',
      'a: {b: 1]\n',
      '1:9 not readable: `]` cannot close the `{` of `a` (each bracket closes with its other half: `[` with `]`, `{` with `}`)',
    ],
    [
      'that a brace closes nothing',
      'a: {b: 1}}\n',
      '1:10 not readable: this `}` closes nothing (remove it, or write `{` where it begins)',
    ],
    [
      'that there are two commas',
      'a: [1,,2]\n',
      '1:7 not readable: there is a comma too many (remove it, or put a text that begins with it in quotes)',
    ],
    [
      'that a comma is missing between texts',
      'a: ["x" "y"]\n',
      `1:9 not readable: a comma is missing before \`"y"]\` (${commas})`,
    ],
    [
      'that a comma is missing between groups',
      'a: [{b: 1} {c: 2}]\n',
      `1:12 not readable: a comma is missing before \`{c: 2}]\` (${commas})`,
    ],
    [
      'that a list with hyphens stands in brackets',
      'a: [\n  - b\n  - c\n]\n',
      '2:3 not readable: a list with hyphens cannot stand in brackets (leave the brackets out, or write commas instead of the hyphens)',
    ],
    [
      'that a group without braces stands in braces',
      'a: {\n  b:\n    c: 1\n}\n',
      '3:5 not readable: `c: 1` stands in brackets without any of its own (leave the outer brackets out, or write brackets inside too: `{ a: { b: c } }`)',
    ],
    [
      'that there are two documents',
      'a: 1\n---\nb: 2\n',
      '2:1 not readable: a second document begins here, and a file holds only one (remove the line of `---` or `...`)',
    ],
    [
      'that a text is taken for the name of a field',
      `${'x'.repeat(1100)}: 1\n`,
      `1:1 not readable: \`${'x'.repeat(39)}…\` is too long for the name of a field (if it is a text with a colon in it, put it in quotes)`,
    ],
    [
      'that an empty line is indented too far',
      'a: |\n      \n  c\n',
      '3:3 not readable: the text begins with an empty line that has more spaces than its first words (remove the empty line)',
    ],
    [
      'that copies of copies have no end',
      `a: &a [${'1,'.repeat(9)}1]\nb: &b [${'*a,'.repeat(9)}*a]\nc: [${'*b,'.repeat(9)}*b]\n`,
      '1:1 not readable: copies of copies make this file larger than anybody can read (write out what `*` repeats)',
    ],
  ])('%s', (_, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('all that is wrong in different places at once', () => {
    expect(problemsOf('a: %1\nb: @x\nc: 1\nc: 2\nd: {x: 1\ne: 2\n').map((problem) => problem.split(' ')[0])).toEqual([
      '1:4',
      '2:4',
      '4:1',
      '5:4',
    ]);
  });
});

test.each([
  ['a key stands twice', 'a: 1\na: 2\n', { a: 2 }],
  ['a text lacks quotes', 'a: [%5]\nb: *x\n', { a: ['%5'], b: '*x' }],
  [
    'what looks like a mistake is none',
    'a: -b\n-5: don\'t\nc: "#"\nd: &x [1]\ne: *x\nf: x:y\n',
    { a: '-b', '-5': "don't", c: '#', d: [1], e: [1], f: 'x:y' },
  ],
])('the rest of a file is read where %s', (_, text, value) => {
  expect(readYaml('a.yaml', text).value).toEqual(value);
});

test('a text that lacks quotes is not called wrong besides', () => {
  const source = readYaml('a.yaml', 'a: %5\nb: 3\n');
  const findings = ['a', 'b'].map((field) => ({ path: [field], message: `${field} is wrong` }));
  expect(source.problemsOf(findings)).toEqual([{ file: 'a.yaml', line: 2, column: 4, message: 'b is wrong' }]);
});

test('nothing is read of a file that has lost its shape', () => {
  expect(readYaml('a.yaml', 'a: [1\nb: 2\n').value).toBeUndefined();
  expect(readYaml('a.yaml', 'window: * 09:00 to 18:00\n').value).toBeUndefined();
});
