import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Marketing } from '#infra/marketing.ts';
import { nameOfFile, readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import { customerOf, playCustomer } from '#statemachines/simulator/segment-tests/play-customer.ts';
import { segmentTestFile } from '#statemachines/simulator/segment-tests/test-file.ts';

/** What brings somebody into a segment, as files of tests write it. */
export interface StoryInto {
  readonly profile: Readonly<Record<string, unknown>>;
  readonly starts: string | undefined;
  readonly events: readonly unknown[];
  /** The day of the story on which they come in. */
  readonly day: number;
}

/** Each as it is written, which is how it is written again. */
const asWritten = z.object({
  given: z
    .object({ profile: z.record(z.string(), z.unknown()).default({}), starts: z.string().optional() })
    .default({ profile: {} }),
  cases: z.array(
    z.object({
      given: z
        .object({
          profile: z.record(z.string(), z.unknown()).default({}),
          starts: z.string().optional(),
          events: z.array(z.unknown()).default([]),
        })
        .default({ profile: {}, events: [] }),
    }),
  ),
});

/** The first case of a segment's tests in which the customer comes in; undefined where there is none. */
export const storyInto = async (segment: string, file: string, marketing: Marketing): Promise<StoryInto | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  const { value } = readYaml(nameOfFile(file), text);
  const tests = segmentTestFile.safeParse(value);
  const written = asWritten.safeParse(value);
  if (!tests.success || !written.success) return undefined;
  for (const [index, { given }] of tests.data.cases.entries()) {
    const { timeline } = await playCustomer(marketing, customerOf(tests.data.given, given), { segment });
    const entry = timeline.find(({ outcome }) => outcome === 'segment-entered');
    const own = written.data.cases[index]?.given;
    if (entry === undefined || own === undefined) continue;
    const { profile, starts } = written.data.given;
    return {
      profile: { ...profile, ...own.profile },
      starts: own.starts ?? starts,
      events: own.events,
      day: entry.day,
    };
  }
  return undefined;
};
