import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { applyEvents } from '#shared/domain/profile/apply-events.ts';
import { emptyProfile, type Profile } from '#shared/domain/profile/profile.ts';
import { userProfileId } from '#shared/domain/profile/profile-id.ts';
import { nameOfType } from '#shared/events/customer-event.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

/** Who a message is shown to: what `tributary profile --json` answers, or as much of it as somebody cares to write. */
const profileFile = z.looseObject({
  userId: z.string().min(1).optional(),
  traits: z.record(z.string(), z.json()),
  subscriptions: z.record(z.string(), z.looseObject({ state: z.enum(['subscribed', 'unsubscribed']) })).default({}),
});
type ProfileFile = z.infer<typeof profileFile>;

/** Somebody of whom the usual things are known. */
const ada: ProfileFile = {
  userId: 'sample',
  traits: {
    email: 'ada@example.com',
    firstName: 'Ada',
    lastName: 'Byron',
    city: 'Portland',
    company: 'Example Ltd',
    plan: 'trial',
  },
  subscriptions: {},
};

/** The profile that the fold would make of such a customer. */
export const sampleCustomer = (file: string | undefined, now: Date): Profile => {
  const { userId = 'sample', traits, subscriptions } = file === undefined ? ada : readProfile(file);
  const at = now.toISOString();
  const id = userProfileId(userId);
  const identified = {
    version: 1,
    messageId: 'preview',
    type: 'identify',
    name: nameOfType.identify,
    profileId: id,
    userId,
    timestamp: at,
    originalTimestamp: at,
    receivedAt: at,
    traits,
  } as const;
  const stated = Object.entries(subscriptions).map(([channel, { state }]) => [channel, { state, at, by: 'preview' }] as const);
  return { ...applyEvents(emptyProfile(id), [identified], new Set()), subscriptions: Object.fromEntries(stated) };
};

const hint =
  'It holds at least {"traits": {"email": "ada@example.com", "firstName": "Ada"}}; what `tributary profile <id> --json` answers will do.';

const readProfile = (file: string): ProfileFile => {
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
  const parsed = profileFile.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse(`${file} is not a profile: ${issue?.path.join('.')}: ${issue?.message}`, parsed.error);
};
