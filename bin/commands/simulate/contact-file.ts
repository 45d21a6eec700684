import * as z from 'zod';
import type { StoryContact } from '#statemachines/simulator/story.ts';
import { readCustomerFile, usualTraits } from '../customer/customer-file.ts';

/** What `tributary profile --json` answers, or as much of it as somebody cares to write. */
const contactFile = z.looseObject({
  userId: z.string().min(1).default('sample'),
  traits: z.record(z.string(), z.json()),
});

/** Whose story is told: the file's, or Ada's. */
export const readContact = (file: string | undefined): StoryContact => {
  if (file === undefined) return { userId: 'sample', traits: usualTraits };
  const { userId, traits } = readCustomerFile(file, contactFile);
  return { userId, traits };
};
