import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { baseEnvironment } from '#shared/domain/condition/environment.ts';
import { parseCondition } from '#shared/domain/condition/parse-condition.ts';
import type { Vocabulary } from '#shared/domain/condition/vocabulary.ts';
import type { Problem } from '#shared/domain/marketing/problem.ts';
import { isScoreName, isSegmentName, longestSegmentName } from '#shared/domain/segment/segment.ts';
import { condition, conditionFindings } from './condition.ts';
import type { Wording } from './explain-issue.ts';
import type { Finding, Path } from './finding.ts';
import { readPartly, wordingOf } from './read-as.ts';
import { isVisible, nameOfFile, readYaml } from './yaml-source.ts';

const description = z.string().trim().min(1).max(500);

/** `marketing/segments/<name>.yaml`: a group of customers. */
export const segmentFile = z
  .strictObject({
    description: description.meta({ description: 'Who is in it, for people.', examples: ['Orders often, and for much.'] }),
    when: condition.meta({
      description: 'Who is in it: a condition about the customer. docs/conditions.md says what it may speak of.',
      examples: ['orders.count > 3'],
    }),
  })
  .meta({ title: 'Segment', description: 'A group of customers, which changes by itself with what is known of them.' });

/** `marketing/scores/<name>.yaml`: a number about each customer. */
export const scoreFile = z
  .strictObject({
    description: description.meta({ description: 'What the number says, for people.', examples: ['How long they stay away.'] }),
    score: condition.meta({
      description: 'An expression about the customer that gives a number. docs/conditions.md says what it may speak of.',
      examples: ['daysSince(orders.last) / 30'],
    }),
  })
  .meta({ title: 'Score', description: 'A number about each customer, which conditions ask for as `scores.<name>`.' });

const segmentWording = wordingOf(segmentFile, {
  examples: { description: 'description: Orders often, and for much', when: 'when: orders.count > 3' },
});
const scoreWording = wordingOf(scoreFile, {
  examples: { description: 'description: How long they stay away', score: 'score: daysSince(orders.last) / 30' },
});

/** A segment as its file says it. */
export interface Segment {
  readonly segment: string;
  readonly description: string;
  readonly when: string;
}

/** A score as its file says it. */
export interface Score {
  readonly score: string;
  readonly description: string;
  /** The expression that gives it. */
  readonly gives: string;
}

export interface SegmentFiles {
  readonly segments: readonly Segment[];
  readonly scores: readonly Score[];
  /** With the names of all segments and scores that have a file. */
  readonly vocabulary: Vocabulary;
  readonly problems: readonly Problem[];
}

/**
 * Reads `segments/` and `scores/` below a directory, each file for itself: those without problems, and the problems of all others. Neither
 * folder need be there. A segment may ask for scores, but not for segments, and a score for neither: so that there is no order to keep
 * and no circle to run in.
 *
 * @param vocabulary the names that conditions may use; segments and scores are added to it.
 */
export const readSegmentFiles = async (directory: string, vocabulary: Vocabulary): Promise<SegmentFiles> => {
  const [segmentFolder, scoreFolder] = await Promise.all([
    readFolder(join(directory, 'segments'), 'a segment’s', explainSegmentName),
    readFolder(join(directory, 'scores'), 'a score’s', explainScoreName),
  ]);
  // Those with mistakes too: what refers to them is not wrong.
  const names = {
    ...vocabulary,
    segments: segmentFolder.names,
    scores: scoreFolder.names,
  };
  const segments = segmentFolder.files.map((file) =>
    readOne(file, segmentFile, segmentWording, {
      field: 'when',
      check: (when) => [
        ...references(when, 'segments', ['when'], segmentsInSegment),
        ...conditionFindings(when, { vocabulary: names }, ['when']),
      ],
    }),
  );
  const scores = scoreFolder.files.map((file) =>
    readOne(file, scoreFile, scoreWording, {
      field: 'score',
      check: (score) => [
        ...references(score, 'segments', ['score'], segmentsInScore),
        ...references(score, 'scores', ['score'], scoresInScore),
        ...conditionFindings(score, { vocabulary: names, result: 'number' }, ['score']),
      ],
    }),
  );
  return {
    segments: segments.flatMap(({ name, value }) =>
      value === undefined ? [] : [{ segment: name, description: value.description, when: value.when }],
    ),
    scores: scores.flatMap(({ name, value }) =>
      value === undefined ? [] : [{ score: name, description: value.description, gives: value.score }],
    ),
    vocabulary: names,
    problems: [
      ...segmentFolder.problems,
      ...segments.flatMap(({ problems }) => problems),
      ...scoreFolder.problems,
      ...scores.flatMap(({ problems }) => problems),
    ],
  };
};

interface NamedFile {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

const readFolder = async (
  folder: string,
  whose: string,
  explainName: (name: string) => string | undefined,
): Promise<{
  readonly files: readonly NamedFile[];
  /** Of all files, those that are not read too. */
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}> => {
  const files: NamedFile[] = [];
  const names: string[] = [];
  const problems: Problem[] = [];
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries.filter(isVisible).toSorted()) {
    const file = nameOfFile(join(folder, entry));
    const atTop = (message: string, hint: string) => problems.push({ file, line: 1, column: 1, message, hint });
    if (entry.endsWith('.yml')) {
      atTop(`${whose} file ends in .yaml, so this one is not read`, `call it ${entry.replace(/\.yml$/, '.yaml')}`);
      names.push(entry.replace(/\.yml$/, ''));
    }
    // Their tests lie beside them.
    if (!entry.endsWith('.yaml') || entry.endsWith('.test.yaml')) continue;
    const name = entry.replace(/\.yaml$/, '');
    names.push(name);
    const hint = explainName(name);
    if (hint !== undefined) atTop(`\`${name}\` is not a name for ${whose.replace('’s', '')}`, hint);
    files.push({ name, file, text: await readFile(join(folder, entry), 'utf8') });
  }
  return { files, names, problems };
};

const explainSegmentName = (name: string): string | undefined =>
  isSegmentName(name)
    ? undefined
    : `name the file in small letters and digits with hyphens between the words, ${longestSegmentName} characters at most, like at-risk.yaml`;

const explainScoreName = (name: string): string | undefined =>
  isScoreName(name)
    ? undefined
    : `name the file in letters and digits, small ones first and without hyphens: conditions say \`scores.churn\`, and a hyphen would be a minus`;

const readOne = <T>(
  { name, file, text }: NamedFile,
  schema: z.ZodType<T>,
  wording: Wording,
  expression: { readonly field: string; readonly check: (text: string) => readonly Finding[] },
): { readonly name: string; readonly value?: T; readonly problems: readonly Problem[] } => {
  const source = readYaml(file, text);
  const { value, problems: misshapen } = readPartly(source, schema, wording);
  // The expression is checked in spite of what is wrong beside it.
  const fields = z.record(z.string(), z.unknown()).safeParse(source.value);
  const written = condition.safeParse(fields.data?.[expression.field]);
  const findings = written.success ? expression.check(written.data) : [];
  const problems = [...misshapen, ...source.problemsOf(findings)];
  return value === undefined || problems.length > 0 ? { name, problems } : { name, value, problems };
};

const segmentsInSegment = {
  message: 'a segment cannot ask for segments: two could ask for each other',
  hint: 'repeat the condition of the other segment here, or move what both need into a score',
};
const segmentsInScore = {
  message: 'a score cannot ask for segments: segments ask for scores',
  hint: 'repeat the condition of the segment here',
};
const scoresInScore = { message: 'a score cannot ask for scores', hint: 'repeat the expression of the other score here' };

/** The first place where an expression asks for what it must not, whether or not what it asks for exists. */
const references = (
  expression: string,
  root: 'segments' | 'scores',
  path: Path,
  mistake: { readonly message: string; readonly hint: string },
): readonly Finding[] => {
  try {
    const found = parseCondition(expression, baseEnvironment()).references.find((reference) => reference.root === root);
    return found === undefined ? [] : [{ path, offset: found.offset, ...mistake }];
  } catch {
    // No expression at all, which the check says.
    return [];
  }
};
