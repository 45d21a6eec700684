import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readVocabulary } from '#shared/adapters/yaml/read-vocabulary.ts';
import { checkCondition } from '#shared/domain/condition/check-condition.ts';
import { functions, methods, roots } from '#shared/domain/condition/language.ts';

const page = readFileSync('docs/conditions.md', 'utf8');

/** What the tables and the text write as code and means an expression: it begins with a variable, a function, a text or `!`. */
const expressions = [...page.replaceAll('\\|', '|').matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)]
  .map(([, code]) => code ?? '')
  .filter((code) =>
    /^!?\(?('[^']*' (in|\+)|(traits|orders|events|scores|subscriptions|now|event|reply|run|daysSince|daysUntil|has|size)\b[.[(]|now -)/.test(
      code,
    ),
  );

test('every expression of docs/conditions.md is one, by the vocabulary of the project', async () => {
  const { vocabulary } = await readVocabulary('marketing/vocabulary.yaml');
  if (vocabulary === undefined) throw new Error('the vocabulary has mistakes');
  const scope = {
    vocabulary: {
      ...vocabulary,
      traits: { ...vocabulary.traits, 'favourite shop': 'text', code: 'text' },
      segments: ['vip'],
      scores: ['engagement'],
    },
    event: ['Order Completed'],
    reply: ['Survey Answered'],
    run: true,
    result: 'any',
  } as const;
  expect(expressions.length).toBeGreaterThan(50);
  expect(expressions.flatMap((text) => checkCondition(text, scope).map(({ message }) => `${text}: ${message}`))).toEqual([]);
});

test.each([...roots, ...functions, ...methods])('docs/conditions.md tells of %s', (name) => {
  expect(page).toMatch(new RegExp(`[\`.( ]${name}\\b`));
});
