import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import type { NeededPermission } from '#infra/recorder/needed-permissions.ts';

const needed = z.object({
  action: z.string(),
  resource: z.string(),
  partition: z.string().exactOptional(),
  index: z.string().exactOptional(),
});

/** What each function's calls needed, by the function's name, as the test build has noted it. Empty where nothing was recorded. */
export const readRecordedCalls = (directory: string): ReadonlyMap<string, readonly NeededPermission[]> => {
  if (!existsSync(directory)) return new Map();
  const files = readdirSync(directory).filter((file) => file.endsWith('.ndjson'));
  return new Map(
    files.map((file) => {
      const lines = readFileSync(join(directory, file), 'utf8').split('\n').filter(Boolean);
      const distinct = [...new Set(lines)];
      return [basename(file, '.ndjson'), distinct.map((line) => needed.parse(JSON.parse(line)))];
    }),
  );
};
