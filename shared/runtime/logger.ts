import { Logger } from '@aws-lambda-powertools/logger';

/** Structured logs: ids, counts, reasons and durations. Never traits, properties, addresses, keys or tokens. */
export const logger = new Logger({ logLevel: 'INFO' });
