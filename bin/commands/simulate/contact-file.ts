import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { StoryContact } from '#statemachines/simulator/story.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

/** What `tributary profile --json` answers, or as much of it as somebody cares to write. */
const contactFile = z.looseObject({
  userId: z.string().min(1).default('sample'),
  traits: z.record(z.string(), z.json()),
});

/** Somebody of whom the usual things are known. */
export const usualContact: StoryContact = {
  userId: 'sample',
  traits: {
    email: 'ada@example.com',
    firstName: 'Ada',
    lastName: 'Byron',
    city: 'Portland',
    company: 'Example Ltd',
    plan: 'trial',
  },
};

const hint =
  'It holds at least {"traits": {"email": "ada@example.com", "firstName": "Ada"}}; what `tributary profile <id> --json` answers will do.';

/** Whose story is told: the file's, or Ada's. */
export const readContact = (file: string | undefined): StoryContact => {
  if (file === undefined) return usualContact;
  const refuse = (message: string, cause: unknown) => new CommandFailure(message, exitCodes.usage, { hint, cause });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw refuse(`${file} cannot be read.`, error);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw refuse(`${file} is not JSON.`, error);
  }
  const parsed = contactFile.safeParse(content);
  if (parsed.success) return { userId: parsed.data.userId, traits: parsed.data.traits };
  const [issue] = parsed.error.issues;
  throw refuse(`${file} is not a profile: ${issue?.path.join('.')}: ${issue?.message}`, parsed.error);
};
