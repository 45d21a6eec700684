import { TributaryError } from '#shared/domain/errors.ts';

/** Amounts beyond this many units are taken for mistakes: 90 of the largest still add up without rounding. */
const largestAmount = 1e10;

/**
 * An amount as senders write it, a number or its decimal text, in ten-thousandths of the unit. Undefined for anything else, and
 * for amounts beyond ten thousand million units, which would make sums inexact and so dependent on the order of events.
 */
export const tenThousandths = (amount: unknown): number | undefined => {
  const value = typeof amount === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(amount) ? Number(amount) : amount;
  if (typeof value !== 'number' || !(Math.abs(value) <= largestAmount)) return undefined;
  const whole = Math.round(value * 10_000);
  return whole === 0 ? 0 : whole;
};

/**
 * The sum of two amounts in ten-thousandths, exactly.
 *
 * @throws AmountTooLarge where a sum would be rounded, and so depend on the order of its parts.
 */
export const addAmounts = (a: number, b: number): number => {
  const sum = a + b;
  if (!Number.isSafeInteger(sum)) throw new AmountTooLarge();
  return sum;
};

/** A customer's amounts in one currency come to more than can be added up exactly: some nine hundred thousand million units. */
export class AmountTooLarge extends TributaryError {
  override readonly name = 'AmountTooLarge';
  override readonly retryable = false;

  constructor() {
    super('the amounts of its orders would be too large to add up exactly');
  }
}

/** Ten-thousandths as the decimal number people read. */
export const units = (amount: number): number => amount / 10_000;

/** An ISO 4217 code; US dollars where none was said, as Segment's specification has it. */
export const currencyCode = (currency: unknown): string => {
  const code = typeof currency === 'string' ? currency.trim().toUpperCase() : '';
  return /^[A-Z]{3}$/.test(code) ? code : 'USD';
};
