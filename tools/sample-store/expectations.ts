import { hashChance, holdoutKey } from '#shared/domain/journey/chance.ts';
import { daysInWeek } from './moment.ts';
import { type Nurture, nurture } from './nurture.ts';
import { customersIn, leadsIn, type StoreOptions, usualSize } from './week.ts';

/** Runs of the nurture, and the mail they have sent, as they must stand. */
export interface ExpectedRuns {
  /** Without those held out. */
  readonly entered: number;
  readonly heldOut: number;
  /** Of those held out, who reached the goal all the same. */
  readonly heldOutConverted: number;
  readonly exited: number;
  readonly converted: number;
  readonly completed: number;
  readonly mail: number;
}

export interface ExpectedNurture {
  /** While the waits stand still: after each of the seven days. */
  readonly afterDay: readonly ExpectedRuns[];
  /** After the waits were let go. */
  readonly finally: ExpectedRuns;
}

/** Profiles that come of the week, after all merges. */
export const expectedCustomers = ({ size = usualSize }: StoreOptions): number => customersIn(size);

/** What must come of the leads, from their stories and the chance that holds some of them out: nothing here looks at what the system does. */
export const expectedNurture = (options: StoreOptions, { sends, sendsAtOnce, holdout }: Nurture): ExpectedNurture => {
  const leads = [...leadsIn(options)].map((lead) => ({
    ...lead,
    isHeldOut: isHeldOutLead(lead, { holdout }),
  }));
  const after = (on: number): ExpectedRuns => {
    const come = leads.filter((lead) => lead.entersOn <= on);
    const [heldOut, entered] = [come.filter((lead) => lead.isHeldOut), come.filter((lead) => !lead.isHeldOut)];
    const ended = (among: typeof leads, as: 'converted' | 'exited') =>
      among.filter(({ ends }) => ends !== undefined && ends.on <= on && ends.as === as).length;
    return {
      entered: entered.length,
      heldOut: heldOut.length,
      heldOutConverted: ended(heldOut, 'converted'),
      exited: ended(entered, 'exited'),
      converted: ended(entered, 'converted'),
      completed: 0,
      mail: entered.filter((lead) => !lead.overAtOnce).length * sendsAtOnce,
    };
  };
  const last = after(daysInWeek - 1);
  const completed = last.entered - last.exited - last.converted;
  return {
    afterDay: Array.from({ length: daysInWeek }, (_, on) => after(on)),
    finally: { ...last, completed, mail: last.mail + completed * (sends - sendsAtOnce) },
  };
};

/** Whether a lead is held out of the nurture. */
export const isHeldOutLead = (lead: { readonly enteredAs: string }, { holdout }: Pick<Nurture, 'holdout'>): boolean =>
  hashChance(holdoutKey(nurture, lead.enteredAs)) < holdout;
