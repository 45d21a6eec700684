import { daysInWeek } from './moment.ts';
import { customersIn, leadsIn, type StoreOptions, usualSize } from './week.ts';

/** How many mails the nurture sends, read from the compiled journey so that a marketer may change it. */
export interface NurtureShape {
  readonly sends: number;
  /** Before its first wait: what a contact has got who leaves while waiting. */
  readonly sendsAtOnce: number;
}

/** Runs of the nurture, and the mail they have sent, as they must stand. */
export interface ExpectedRuns {
  readonly entered: number;
  readonly exited: number;
  readonly converted: number;
  readonly completed: number;
  readonly mail: number;
}

export interface ExpectedWeek {
  /** Profiles, after all merges. */
  readonly customers: number;
  /** While the waits stand still: after each of the seven days. */
  readonly afterDay: readonly ExpectedRuns[];
  /** After the waits were let go. */
  readonly finally: ExpectedRuns;
}

/** What must come of the week, from the stories alone: nothing here looks at what the system does. */
export const expectedWeek = (options: StoreOptions, nurture: NurtureShape): ExpectedWeek => {
  const leads = [...leadsIn(options)];
  const after = (on: number): ExpectedRuns => {
    const entered = leads.filter((lead) => lead.entersOn <= on);
    const ended = entered.filter((lead) => lead.ends !== undefined && lead.ends.on <= on);
    return {
      entered: entered.length,
      exited: ended.filter((lead) => lead.ends?.as === 'exited').length,
      converted: ended.filter((lead) => lead.ends?.as === 'converted').length,
      completed: 0,
      mail: entered.filter((lead) => !lead.overAtOnce).length * nurture.sendsAtOnce,
    };
  };
  const afterDay = Array.from({ length: daysInWeek }, (_, on) => after(on));
  const last = after(daysInWeek - 1);
  const completed = last.entered - last.exited - last.converted;
  return {
    customers: customersIn(options.size ?? usualSize),
    afterDay,
    finally: { ...last, completed, mail: last.mail + completed * (nurture.sends - nurture.sendsAtOnce) },
  };
};
