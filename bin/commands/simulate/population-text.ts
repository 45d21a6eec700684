import type { PopulationAccount } from '#statemachines/simulator/population.ts';
import { stayedOutWords } from '#statemachines/simulator/timeline.ts';
import { columns } from '../output.ts';

/**
 * What became of a population, with shares of those who entered. Where more is counted than entries, as with several mails to each, there is
 * no share to speak of.
 */
export const populationText = (journey: string, account: PopulationAccount): string => {
  const share = (count: number): string =>
    count > account.entered || account.entered === 0 ? '' : `${((count / account.entered) * 100).toFixed(1)} %`;
  const number = (count: number): string => count.toLocaleString('en');
  const each = (what: string, counts: Readonly<Record<string, number>>): readonly (readonly string[])[] =>
    Object.entries(counts).map(([which, count]) => [`${what}${which}`, number(count), share(count)]);
  const rows: readonly (readonly string[])[] = [
    ['customers', number(account.customers), ''],
    ['entered', number(account.entered), ''],
    ...(account.heldOut === 0 ? [] : [['held out', number(account.heldOut), '']]),
    ...Object.entries(account.stayedOut).map(([reason, count]) => [`stayed out: ${sayStayedOut(reason)}`, number(count), '']),
    ...each('branch ', account.branches),
    ...each('variant of ', account.variants),
    ...each('has come: ', account.resumed),
    ...each('not in time: ', account.timedOut),
    ...each('sent ', account.sent),
    ...each('not sent: ', account.notSent),
    ...each('held: ', account.held),
    ...each('coupon ', account.coupons),
    ...each('no coupon ', account.noCoupons),
    ...each('told ', account.webhooks),
    ...each('could not tell ', account.notDelivered),
    ...each('task: ', account.tasks),
    ...each('left: ', account.exited),
    ...each('ended: ', account.ended),
    ...(account.converted === 0 ? [] : [['goal reached', number(account.converted), share(account.converted)]]),
    ['completed', number(account.completed), share(account.completed)],
    ...(account.underWay === 0 ? [] : [['still under way', number(account.underWay), share(account.underWay)]]),
    ...each('failed: ', account.failed),
  ];
  const width = Math.max(...rows.map(([, count = '']) => count.length));
  const wide = Math.max(...rows.map(([, , part = '']) => part.length));
  return [
    journey,
    columns(rows.map(([what = '', count = '', part = '']) => [`  ${what}`, count.padStart(width), part.padStart(wide)])),
  ].join('\n');
};

const sayStayedOut = (reason: string): string =>
  Object.entries(stayedOutWords).find(([known]) => known === reason)?.[1] ?? reason;
