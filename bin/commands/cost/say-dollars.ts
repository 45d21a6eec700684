/** Dollars and cents; where cents are too coarse, three digits that count. */
export const sayDollars = (dollars: number): string => {
  if (dollars === 0 || dollars >= 0.1) return `$${dollars.toFixed(2)}`;
  return `$${Number(dollars.toPrecision(3)).toFixed(8).replace(/0+$/, '')}`;
};
