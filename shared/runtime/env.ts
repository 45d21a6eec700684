import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

/** Parses the process's environment once, at cold start; a missing or malformed variable stops the function with all problems. */
export const parseEnv = <Schema extends z.ZodMiniType>(schema: Schema): z.infer<Schema> => {
  // zod/mini comes without words: every message, here and in what callers are answered, would be "Invalid input".
  z.config(en());
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`the environment is not as the function needs it: ${problems.join('; ')}`);
};
