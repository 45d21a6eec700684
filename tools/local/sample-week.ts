import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { brokenIdPrefix } from '#tools/sample-store/broken.ts';
import { type ExpectedRuns, expectedWeek } from '#tools/sample-store/expectations.ts';
import { daysInWeek } from '#tools/sample-store/moment.ts';
import { nurture, readNurtureShape } from '#tools/sample-store/nurture-shape.ts';
import { isSampleAddress, isSampleProfile, personOf } from '#tools/sample-store/person.ts';
import { createPlayer, emptyPlayAccount, type PlayAccount } from '#tools/sample-store/play.ts';
import { leadsIn, messageIdPrefix, type StoreOptions, storeWeek, usualSize } from '#tools/sample-store/week.ts';
import { awaitFact } from './await-fact.ts';
import { readSentMail } from './inbox/messages.ts';
import { type CustomersMeasured, measureCustomers, measureEvents } from './measure.ts';
import { countRejected } from './rejected.ts';
import type { LocalStackFile } from './stack-file.ts';
import { scaleWaits } from './wait-scale.ts';

/** What came of a sample week. Every number but `sent` is read from the stack: from its API, its table, its mailbox. */
export interface WeekResult {
  readonly ok: boolean;
  readonly customers: number;
  readonly events: {
    readonly sent: number;
    /** Distinct: a message that was sent twice counts once. */
    readonly accepted: number;
    readonly rejected: number;
    readonly stored: number;
    readonly folded: number;
  };
  readonly runs: Readonly<Record<string, { entered: number; exited: number; converted: number; completed: number }>>;
  readonly mail: { readonly sent: number };
}

export interface SampleWeek {
  readonly result: WeekResult;
  /** What is not as it should be, each in a sentence; empty when all is well. */
  readonly missing: readonly string[];
  /** A customer to look at: a lead who went all the way. */
  readonly exampleUserId: string | undefined;
}

export interface SampleWeekOptions extends StoreOptions {
  readonly progress: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** How long one fact is waited for. */
  readonly patienceMilliseconds?: number;
}

/**
 * Plays a sample store's week into the stack and waits until everything that should come of it has come.
 *
 * A day at a time: waits of journeys stand still while the week is played, and the next day begins when all of the day before is folded
 * and routed and its first mails are out. After the last day the waits are let go and the journeys go on to their end. So the numbers
 * are exact, whatever the machine's speed, and exits end executions that are really waiting.
 */
export const playSampleWeek = async (stack: LocalStackFile, options: SampleWeekOptions): Promise<SampleWeek> => {
  const { progress, signal } = options;
  const table = openTable(stack.tableName);
  const shape = await readNurtureShape(stack.outputs.StateMachineArnPrefix ?? '');
  const expected = expectedWeek(options, shape);
  const account = emptyPlayAccount();
  const player = createPlayer({ url: stack.apiUrl, writeKey: stack.writeKey }, account);
  const patience = {
    timeoutMilliseconds: options.patienceMilliseconds ?? Math.max(120_000, (options.size ?? usualSize) * 15),
    everyMilliseconds: 250,
    signal,
  };
  const due = { accepted: 0, resent: 0, rejected: 0 };
  const began = await measureCustomers(table, isSampleProfile);

  const untilHandled = async (on: number): Promise<readonly string[]> => {
    const runs = expected.afterDay[on];
    // What was not delivered will not be handled, however long we wait.
    if (runs === undefined || account.failures.length > 0) return account.failures;
    return await awaitFact(async () => {
      const now = await measureCustomers(table, isSampleProfile);
      const folded = now.folded.fromOutside - began.folded.fromOutside;
      progress(
        `day ${on + 1} of ${daysInWeek}: ${folded} of ${due.accepted} events folded, ${enteredOf(now)} contacts in ${nurture}`,
      );
      return [
        ...differs('events folded', due.accepted, folded),
        ...runsDiffer(runs, now),
        ...differs('mails sent', runs.mail, now.sends.sent ?? 0),
      ];
    }, patience);
  };

  await scaleWaits(stack.endpointUrl, 1);
  try {
    let on = 0;
    for (const delivery of storeWeek(options)) {
      signal?.throwIfAborted();
      if (delivery.day > on) {
        await player.settled();
        const missing = await untilHandled(on);
        if (missing.length > 0) return await judge(`after day ${on + 1}: `, missing);
        on = delivery.day;
      }
      due[delivery.expected] += 1;
      await player.play(delivery);
      if (account.sent % 500 === 0) progress(`day ${on + 1} of ${daysInWeek}: ${account.sent} messages sent`);
    }
    await player.settled();
    const missing = await untilHandled(on);
    if (missing.length > 0) return await judge(`after day ${on + 1}: `, missing);
  } finally {
    await player.close();
  }

  progress('the week is in; the contacts who are still waiting go on');
  await scaleWaits(stack.endpointUrl, 0);
  const missing = await awaitFact(async () => {
    const now = await measureCustomers(table, isSampleProfile);
    const sent = now.sends.sent ?? 0;
    progress(
      `${sent} of ${expected.finally.mail} mails sent, ${stateOf(now, 'completed')} of ${expected.finally.completed} contacts through`,
    );
    const differences = [...runsDiffer(expected.finally, now), ...differs('mails sent', expected.finally.mail, sent)];
    if (differences.length > 0) return differences;
    // What the journeys did is told to the log too, and folded like everything else.
    const events = await measureEvents(table, isSampleProfile, messageIdPrefix(options.seed));
    return differs('of our own events folded', events.others, now.folded.ownEvents);
  }, patience);
  return await judge('', missing);

  async function judge(when: string, earlier: readonly string[]): Promise<SampleWeek> {
    const [now, events, rejected, mail] = await Promise.all([
      measureCustomers(table, isSampleProfile),
      measureEvents(table, isSampleProfile, messageIdPrefix(options.seed)),
      countRejected(stack, brokenIdPrefix),

      readSentMail(stack.endpointUrl).then((mails) => mails.filter(({ to }) => to.every(isSampleAddress))),
    ]);
    const accepted = acceptedOf(account, rejected);
    const runs = runsOf(now);
    const missing = [
      ...account.failures,
      ...earlier.map((text) => `${when}${text}`),
      ...differs(
        'messages answered',
        account.sent,
        Object.values(account.acknowledged).reduce((a, b) => a + b),
      ),
      ...differs('events rejected', due.rejected, rejected),
      ...differs('events accepted', due.accepted, accepted),
      ...differs('events stored', accepted, events.sample),
      ...differs('different events stored', accepted, events.sampleMessages),
      ...differs('events folded', accepted, now.folded.fromOutside - began.folded.fromOutside),
      ...differs('customers', expected.customers, now.customers),
      ...differs('mails in the mailbox', expected.finally.mail, mail.length),
    ];
    return {
      missing: [...new Set(missing)],
      exampleUserId: exampleOf(options),
      result: {
        ok: missing.length === 0,
        customers: now.customers,
        events: {
          sent: account.sent,
          accepted,
          rejected,
          stored: events.sample,
          folded: now.folded.fromOutside - began.folded.fromOutside,
        },
        runs: { [nurture]: runs },
        mail: { sent: mail.length },
      },
    };
  }
};

const exampleOf = (options: StoreOptions): string | undefined => {
  for (const { customer, story } of leadsIn(options)) if (story === 'stays') return personOf(options.seed, customer).userId;
  return undefined;
};

/** Messages the API acknowledged, without second deliveries and without what it lists as rejected. */
const acceptedOf = ({ acknowledged }: PlayAccount, rejected: number): number =>
  acknowledged.accepted + acknowledged.rejected - rejected;

const stateOf = (now: CustomersMeasured, state: string): number => now.runs[nurture]?.[state] ?? 0;

const enteredOf = (now: CustomersMeasured): number => Object.values(now.runs[nurture] ?? {}).reduce((a, b) => a + b, 0);

const runsOf = (now: CustomersMeasured) => ({
  entered: enteredOf(now),
  exited: stateOf(now, 'exited'),
  converted: stateOf(now, 'converted'),
  completed: stateOf(now, 'completed'),
});

const runsDiffer = (expected: ExpectedRuns, now: CustomersMeasured): readonly string[] => {
  const runs = runsOf(now);
  return (['entered', 'exited', 'converted', 'completed'] as const).flatMap((what) =>
    differs(`runs ${what}`, expected[what], runs[what]),
  );
};

const differs = (what: string, expected: number, is: number): readonly string[] =>
  expected === is ? [] : [`${what}: ${is}, expected ${expected}`];
