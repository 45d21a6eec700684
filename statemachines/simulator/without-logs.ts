import { logger } from '#shared/runtime/logger.ts';

let running = 0;
const usual = { ...logger };
const nothing = (): void => {};

/**
 * Runs work while the functions log nothing below errors: a simulation tells what happens in its own words, and what is played on purpose,
 * such as an empty pool of coupons, is nobody's problem.
 */
export const withoutLogs = async <T>(work: () => Promise<T>): Promise<T> => {
  running += 1;
  Object.assign(logger, { info: nothing, warn: nothing });
  try {
    return await work();
  } finally {
    running -= 1;
    if (running === 0) Object.assign(logger, usual);
  }
};
