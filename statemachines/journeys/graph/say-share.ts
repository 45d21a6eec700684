/** A share from 0 to 1 as people say it: `5%`, `33.3%`. */
export const sayShare = (share: number): string => `${Math.round(share * 1000) / 10}%`;
