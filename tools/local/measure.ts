import { paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { profileIdOfPartition } from '#shared/adapters/dynamodb/keys.ts';
import { fromProfileItem } from '#shared/adapters/dynamodb/profile-item.ts';
import type { Table } from '#shared/adapters/dynamodb/table.ts';
import { runStates } from '#shared/domain/journey/run.ts';
import { isMerged } from '#shared/domain/profile/profile.ts';

/** A run, as far as it is counted. */
export type RunMeasured = z.infer<typeof run>;

/** What the table says of customers and of what was done to them. */
export interface CustomersMeasured {
  /** Profiles that were not merged into another. */
  readonly customers: number;
  /** Events that profiles have counted, by where they came from: those of customers, and our own. */
  readonly folded: { readonly fromOutside: number; readonly ownEvents: number };
  readonly runs: readonly RunMeasured[];
  /** Lines of the send ledger, by journey and state. */
  readonly sends: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The events of the customers meant. */
export interface EventsMeasured {
  /** Items of the sample, known by how their message ids begin. */
  readonly sample: number;
  /** How many different messages those are: fewer than items would mean that some were stored twice. */
  readonly sampleMessages: number;
  readonly others: number;
  /** The message ids of what is told of runs: `<runId>:<what>`. */
  readonly ofRuns: ReadonlySet<string>;
}

/** Whose data is counted: a stack may hold other customers than those asked about. */
export type IsMeant = (profileId: string) => boolean;

/** Channels of events that Tributary itself puts into the log: each event counts under exactly one channel. */
const ownChannels = new Set(['journey', 'email', 'segment']);

const keyed = z.looseObject({ pk: z.string(), sk: z.string() });
const run = z.object({
  journey: z.string(),
  runId: z.string(),
  state: z.enum(runStates),
  convertedAt: z.string().optional(),
});
const send = z.looseObject({ journey: z.string(), state: z.string() });
const toldOfRun = /^[0-9a-f]{32}:(entered|held-out|exited|converted|completed)$/;

/** Reads every profile, run and send of the customers meant; the log is left out. For the small tables of a local stack. */
export const measureCustomers = async ({ client, name }: Table, isMeant: IsMeant): Promise<CustomersMeasured> => {
  const runs: RunMeasured[] = [];
  const sends: Record<string, Record<string, number>> = {};
  const folded = { fromOutside: 0, ownEvents: 0 };
  let customers = 0;
  const pages = paginateScan(
    { client },
    {
      TableName: name,
      ConsistentRead: true,
      FilterExpression: 'sk = :profile OR begins_with(sk, :run) OR begins_with(sk, :send)',
      ExpressionAttributeValues: { ':profile': 'PROFILE', ':run': 'R#', ':send': 'S#' },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const { pk, sk } = keyed.parse(item);
      if (!isMeant(profileIdOfPartition(pk))) continue;
      if (sk === 'PROFILE') {
        const profile = fromProfileItem(item);
        if (isMerged(profile)) continue;
        customers += 1;
        for (const [channel, { count }] of Object.entries(profile.channels)) {
          folded[ownChannels.has(channel) ? 'ownEvents' : 'fromOutside'] += count;
        }
      } else if (sk.startsWith('R#')) {
        runs.push(run.parse(item));
      } else {
        const { journey, state } = send.parse(item);
        const states = sends[journey] ?? {};
        sends[journey] = { ...states, [state]: (states[state] ?? 0) + 1 };
      }
    }
  }
  return { customers, folded, runs, sends };
};

/** Counts the event items of the table, without reading what is in them. */
export const measureEvents = async ({ client, name }: Table, isMeant: IsMeant, prefix: string): Promise<EventsMeasured> => {
  const messages = new Set<string>();
  const ofRuns = new Set<string>();
  let sample = 0;
  let others = 0;
  const pages = paginateScan(
    { client },
    {
      TableName: name,
      ConsistentRead: true,
      ProjectionExpression: 'pk, sk',
      FilterExpression: 'begins_with(sk, :event)',
      ExpressionAttributeValues: { ':event': 'E#' },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const { pk, sk } = keyed.parse(item);
      if (!isMeant(profileIdOfPartition(pk))) continue;
      // E#<24 characters of time>#<messageId>
      const messageId = sk.slice('E#'.length + 24 + '#'.length);
      if (messageId.startsWith(prefix)) {
        sample += 1;
        messages.add(messageId);
      } else {
        others += 1;
        if (toldOfRun.test(messageId)) ofRuns.add(messageId);
      }
    }
  }
  return { sample, sampleMessages: messages.size, others, ofRuns };
};
