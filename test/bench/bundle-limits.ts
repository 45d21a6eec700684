/** Our own code, zod and what parses requests. The SDK clients are 345 to 420 KB, so that an import stays below 1.3 times theirs. */
const usual = 100;

/** CEL, in every function that asks conditions. It is compiled at the first import; its environment is made with the first question. */
const conditions = 85;
/** Liquid, most of which is not compiled before the first mail. */
const liquid = 85;
/** Guarded webhooks, times of day by time zone, caps and coupons: what the steps of journeys are made of. */
const steps = 100;

const limits: Readonly<Record<string, number>> = {
  'project-profiles': usual + conditions,
  'route-signals': usual + conditions,
  'sweep-profiles': usual + conditions,
  'run-stage': usual + conditions + liquid + steps,
};

/** How many kilobytes a function's bundle may have beyond its SDK clients. */
export const mostBeyondSdk = (name: string): number => limits[name] ?? usual;
