import type * as z from 'zod';

/** Parses the process's environment once, at cold start; a missing or malformed variable stops the function with all problems. */
export const parseEnv = <Schema extends z.ZodType>(schema: Schema): z.infer<Schema> => {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`the environment is not as the function needs it: ${problems.join('; ')}`);
};
