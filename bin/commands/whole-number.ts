import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number between the two, both included. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most && text.trim() !== '') return number;
    throw new InvalidArgumentError(
      most === Number.MAX_SAFE_INTEGER ? `A whole number, at least ${least}.` : `A whole number from ${least} to ${most}.`,
    );
  };
