import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument, type Scalar, stringify } from 'yaml';
import { conditionFindings } from '#shared/adapters/yaml/condition.ts';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import { vocabulary } from './a-vocabulary.ts';

/** The place of each mistake in a file that has one condition under `when`, with the line from there on. */
const mistakesIn = (file: string): readonly string[] => {
  const source = readYaml('a.yaml', file);
  expect(source.problems).toEqual([]);
  const { when } = source.value as { readonly when: string };
  const lines = file.split('\n');
  return source.problemsOf(conditionFindings(when.trim(), { vocabulary }, ['when'])).map(({ line, column }) => {
    const text = lines[line - 1]?.slice(column - 1) ?? '';
    return `${line}:${column} ${text.trim().replace(/["']$/, '')}`;
  });
};

describe('a wrong word is shown where it stands in the file', () => {
  test.each([
    ['on one line', 'when: traits.vip && traits.plam == 1\n', ['1:28 plam == 1']],
    ['at the very beginning', 'when: trait.vip\n', ['1:7 trait.vip']],
    ['over two lines', "when: traits.vip\n  && traits.plam == 'x'\n", ["2:13 plam == 'x"]],
    ['over lines with one left empty', "when: traits.vip\n\n  && traits.plam == 'x'\n", ["3:13 plam == 'x"]],
    ['folded', "when: >-\n  traits.vip &&\n  traits.plam == 'x'\n", ["3:10 plam == 'x"]],
    ['folded, at its very beginning', 'when: >-\n  trait.vip &&\n  traits.vip\n', ['2:3 trait.vip &&']],
    ['folded, with a note beside the sign', 'when: > # of the plan\n  traits.plam == 1\n', ['2:10 plam == 1']],
    [
      'folded, with deeper lines',
      "when: >-\n  traits.vip &&\n    traits.plam == 'x' &&\n  traits.vip\n",
      ["3:12 plam == 'x' &&"],
    ],
    ['as a block', "when: |\n    traits.vip\n    && traits.age > 3\n    && 'vp' in segments\n", ["4:8 'vp' in segments"]],
    [
      'with several mistakes',
      "when: |\n  traits.plam == 'x'\n  && 'vp' in segments\n",
      ["2:10 plam == 'x", "3:6 'vp' in segments"],
    ],
    ['in double quotation marks', 'when: "traits.vip && traits.plam == 1"\n', ['1:29 plam == 1']],
    ['after escapes', 'when: "traits.plan == \\"a\\u00e9\\" && traits.plam == 1"\n', ['1:45 plam == 1']],
    ['after an escape of two characters', 'when: "traits.plan == \'\\U0001F600\' && traits.plam == 1"\n', ['1:46 plam == 1']],
    ['over lines joined by a backslash', 'when: "traits.vip \\\n  && traits.plam == 1"\n', ['2:13 plam == 1']],
    ['after doubled quotation marks', "when: 'traits.plan == ''a'' && traits.plam == 1'\n", ['1:39 plam == 1']],
    ['after blanks that are not read', 'when: "  traits.vip && traits.plam == 1"\n', ['1:31 plam == 1']],
    ['with lines that end as in Windows', "when: >-\r\n  traits.vip &&\r\n  traits.plam == 'x'\r\n", ["3:10 plam == 'x"]],
  ])('%s', (_, file, places) => {
    expect(mistakesIn(file)).toEqual(places);
  });

  test('however YAML writes it', () => {
    const word = fc.constantFrom('traits.vip', "traits.plan == 'it''s'", 'traits.plan == "é\\t😀"', "'vip' in segments");
    const blank = fc.constantFrom(' ', '\n', '  ', '\n  ', ' \n');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(word, blank, blank), { minLength: 1, maxLength: 6 }),
        fc.constantFrom<Scalar.Type>('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_FOLDED', 'BLOCK_LITERAL'),
        fc.constantFrom(20, 40, 200),
        (words, defaultStringType, lineWidth) => {
          const condition = `${words.map(([text, before, after]) => `${text}${before}&&${after}`).join('')}traits.plam`;
          const file = stringify({ when: condition }, { defaultStringType, lineWidth });
          if (parseDocument(file).errors.length > 0) return;
          const source = readYaml('a.yaml', file);
          const problem = source.problem({ path: ['when'], message: '', offset: condition.indexOf('plam') });
          expect(file.split('\n')[problem.line - 1]?.slice(problem.column - 1, problem.column + 3)).toBe('plam');
        },
      ),
    );
  });
});
