import { join } from 'node:path';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { brokenIdPrefix } from '#tools/sample-store/broken.ts';
import { type ExpectedRuns, expectedCustomers, expectedNurture, isHeldOutLead } from '#tools/sample-store/expectations.ts';
import { daysInWeek } from '#tools/sample-store/moment.ts';
import { type Nurture, nurture, readNurture } from '#tools/sample-store/nurture.ts';
import { isSampleAddress, isSampleProfile, personOf } from '#tools/sample-store/person.ts';
import { createPlayer, emptyPlayAccount, type PlayAccount } from '#tools/sample-store/play.ts';
import { leadsIn, messageIdPrefix, type StoreOptions, storeWeek, usualSize } from '#tools/sample-store/week.ts';
import { awaitFact } from './await-fact.ts';
import { failedExecutions } from './failed-executions.ts';
import { readSentMail } from './inbox/messages.ts';
import { type CustomersMeasured, measureCustomers, measureEvents } from './measure.ts';
import { repository } from './places.ts';
import { countRejected } from './rejected.ts';
import { countAllRuns, countRuns, countSends, misstated, type RunCounts, underWay } from './run-facts.ts';
import type { LocalStackFile } from './stack-file.ts';
import { scaleWaits } from './wait-scale.ts';
import { waitingSignals } from './waiting-signals.ts';

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
  /** By journey: the nurture, and every other that had runs. */
  readonly runs: Readonly<Record<string, RunCounts>>;
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
 * and routed and the nurture's first mails are out. After the last day the waits are let go and the journeys go on to their end. So the numbers
 * are exact, whatever the machine's speed, and exits end executions that are really waiting.
 *
 * What becomes of the leads is known beforehand. Of all other journeys, whichever are deployed, it is only known what must be true: each run
 * comes to an end and is told of, no execution fails, and every mail has its line in the ledger.
 */
export const playSampleWeek = async (stack: LocalStackFile, options: SampleWeekOptions): Promise<SampleWeek> => {
  const { progress, signal } = options;
  const table = openTable(stack.tableName);
  const { StateMachineArnPrefix = '', SignalsUrl = '' } = stack.outputs;
  const rules = await readNurture(join(repository, 'marketing'));
  const expected = rules && expectedNurture(options, rules);
  const account = emptyPlayAccount();
  const player = createPlayer({ url: stack.apiUrl, writeKey: stack.writeKey }, account);
  const patience = {
    timeoutMilliseconds: options.patienceMilliseconds ?? Math.max(120_000, (options.size ?? usualSize) * 15),
    everyMilliseconds: 250,
    signal,
  };
  const due = { accepted: 0, resent: 0, rejected: 0 };
  const began = await measureCustomers(table, isSampleProfile);
  const foldedOf = (now: CustomersMeasured) => now.folded.fromOutside - began.folded.fromOutside;
  const routed = async () => differs('signals not routed', 0, await waitingSignals(SignalsUrl));

  const untilHandled = async (on: number): Promise<readonly string[]> => {
    // What was not delivered will not be handled, however long we wait.
    if (account.failures.length > 0) return account.failures;
    return await awaitFact(async () => {
      const now = await measureCustomers(table, isSampleProfile);
      progress(
        `day ${on + 1} of ${daysInWeek}: ${foldedOf(now)} of ${due.accepted} events folded, ${now.runs.length} runs of journeys`,
      );
      const missing = [...differs('events folded', due.accepted, foldedOf(now)), ...nurtureDiffers(expected?.afterDay[on], now)];
      return missing.length > 0 ? missing : await routed();
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
  let before = '';
  const missing = await awaitFact(async () => {
    const now = await measureCustomers(table, isSampleProfile);
    const running = underWay(now.runs).length;
    progress(`${countSends(now.sends, 'sent')} mails sent, ${running} of ${now.runs.length} runs still on their way`);
    const differences = [
      ...differs('runs under way', 0, running),
      ...nurtureDiffers(expected?.finally, now),
      ...(await routed()),
    ];
    if (differences.length > 0) return differences;
    // What the journeys did is told to the log too, and folded like everything else.
    const events = await measureEvents(table, isSampleProfile, messageIdPrefix(options.seed));
    const untold = [
      ...differs('of our own events folded', events.others, now.folded.ownEvents),
      ...differs('events about runs missing or too many', 0, misstated(now.runs, events.ofRuns).length),
    ];
    if (untold.length > 0) return untold;
    // An event that was folded may just be on its way to the routing, and lead on: nothing may have changed since the last look.
    const state = JSON.stringify([events.others, now.sends, now.runs.length]);
    const isSettled = state === before;
    before = state;
    return isSettled ? [] : ['the journeys were still at work'];
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
      ...differs('events folded', accepted, foldedOf(now)),
      ...differs('customers', expectedCustomers(options), now.customers),
      ...differs('mails in the mailbox', countSends(now.sends, 'sent'), mail.length),
      ...differs('mails of which nobody knows whether they were sent', 0, countSends(now.sends, 'unknown')),
      ...differs('failed executions', 0, await countFailed(StateMachineArnPrefix, now)),
    ];
    return {
      missing: [...new Set(missing)],
      exampleUserId: exampleOf(options, rules),
      result: {
        ok: missing.length === 0,
        customers: now.customers,
        events: { sent: account.sent, accepted, rejected, stored: events.sample, folded: foldedOf(now) },
        runs: countAllRuns(now.runs, nurture),
        mail: { sent: mail.length },
      },
    };
  }
};

const exampleOf = (options: StoreOptions, rules: Nurture | undefined): string | undefined => {
  for (const lead of leadsIn(options)) {
    const isLeftAlone = rules !== undefined && isHeldOutLead(lead, rules);
    if (lead.story === 'stays' && !isLeftAlone) return personOf(options.seed, lead.customer).userId;
  }
  return undefined;
};

/** Messages the API acknowledged, without second deliveries and without what it lists as rejected. */
const acceptedOf = ({ acknowledged }: PlayAccount, rejected: number): number =>
  acknowledged.accepted + acknowledged.rejected - rejected;

/** Nothing is missing where nothing could be expected. */
const nurtureDiffers = (expected: ExpectedRuns | undefined, { runs, sends }: CustomersMeasured): readonly string[] => {
  if (expected === undefined) return [];
  const counted = countRuns(runs, nurture);
  const heldOutConverted = runs.filter(
    ({ journey, state, convertedAt }) => journey === nurture && state === 'held-out' && convertedAt !== undefined,
  ).length;
  return [
    ...differs(`runs of ${nurture} entered`, expected.entered, counted.entered),
    ...differs(`runs of ${nurture} held out`, expected.heldOut, counted.heldOut),
    ...differs(`runs of ${nurture} held out that reached the goal`, expected.heldOutConverted, heldOutConverted),
    ...differs(`runs of ${nurture} exited`, expected.exited, counted.exited),
    ...differs(`runs of ${nurture} converted`, expected.converted, counted.converted),
    ...differs(`runs of ${nurture} completed`, expected.completed, counted.completed),
    ...differs(`mails of ${nurture} sent`, expected.mail, countSends(sends, 'sent', nurture)),
  ];
};

/** Executions are named by their runs; those of other customers are not counted. */
const countFailed = async (arnPrefix: string, { runs }: CustomersMeasured): Promise<number> => {
  const own = new Set(runs.map(({ runId }) => runId));
  const failed = await Promise.all(
    [...new Set(runs.map(({ journey }) => journey))].map((journey) => failedExecutions(arnPrefix, journey)),
  );
  return failed.flat().filter((name) => own.has(name)).length;
};

const differs = (what: string, expected: number, is: number): readonly string[] =>
  expected === is ? [] : [`${what}: ${is}, expected ${expected}`];
