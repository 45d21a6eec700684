import { Analytics } from '@segment/analytics-node';
import * as z from 'zod';
import type { StoreMessage } from './moment.ts';
import type { Delivery } from './week.ts';

/** What was sent and what was answered, by what the generator expects of each message. */
export interface PlayAccount {
  sent: number;
  /** Messages in answers of 200: `accepted` counts each message once, `resent` the second times. */
  readonly acknowledged: Record<Delivery['expected'], number>;
  readonly failures: string[];
}

export const emptyPlayAccount = (): PlayAccount => ({
  sent: 0,
  acknowledged: { accepted: 0, resent: 0, rejected: 0 },
  failures: [],
});

/** Customers are spread over a few senders, as over a store's servers; each sends in order and waits for its answer. */
const senders = 4;
const perFlush = 50;
/** Valid messages that go along with a broken one in one request, to see that it does not take them down. */
const company = 5;

export interface Player {
  /** Takes a delivery; resolves when there is room for the next one. */
  play(delivery: Delivery): Promise<void>;
  /** Everything taken so far has been answered. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Plays deliveries through the public API: with Segment's own SDK what it takes, by plain HTTP what it would refuse. Messages of one
 * customer arrive in order. Holds at most a few hundred messages at a time.
 */
export const createPlayer = (api: { readonly url: string; readonly writeKey: string }, account: PlayAccount): Player => {
  const lanes = Array.from({ length: senders }, () => createLane(api, account));
  return {
    play: async (delivery) => {
      account.sent += 1;
      await lanes[delivery.customer % senders]?.add(delivery);
    },
    settled: async () => {
      await Promise.all(lanes.map((lane) => lane.flush()));
    },
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
};

/**
 * What the Segment SDK is configured with. It resolves `path` against `host` as a browser would, which drops a path that the host
 * itself has; an API without one of its own, as on AWS, needs the host alone.
 */
export const sdkAddress = (apiUrl: string): { readonly host: string; readonly path: string } => {
  const { origin, pathname } = new URL(apiUrl);
  return { host: origin, path: `${pathname.replace(/\/+$/, '')}/v1/batch` };
};

const createLane = (api: { readonly url: string; readonly writeKey: string }, account: PlayAccount) => {
  const sdk = new Analytics({ writeKey: api.writeKey, ...sdkAddress(api.url), flushAt: perFlush, httpRequestTimeout: 60_000 });
  let waiting: Delivery[] = [];
  let sending: Promise<void> = Promise.resolve();

  const fail = (why: string) => {
    if (account.failures.length < 20) account.failures.push(why);
  };

  const bySdk = async (deliveries: readonly Delivery[]) => {
    for (const { expected, message } of deliveries) {
      enqueue(sdk, message as StoreMessage, (error) => {
        if (error === undefined) account.acknowledged[expected] += 1;
        else fail(`the SDK could not deliver ${String(message.messageId)}: ${error}`);
      });
    }
    await sdk.flush({ timeout: 120_000 });
  };

  const byHttp = async (deliveries: readonly Delivery[]) => {
    const answer = await fetch(`${api.url}/v1/batch`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${api.writeKey}:`).toString('base64')}`,
      },
      body: JSON.stringify({ batch: deliveries.map(({ message }) => message), sentAt: new Date().toISOString() }),
    });
    if (answer.ok) for (const { expected } of deliveries) account.acknowledged[expected] += 1;
    else fail(`a request of ${deliveries.length} messages was answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  };

  const send = async (deliveries: readonly Delivery[]) => {
    const broken = deliveries.filter(({ expected }) => expected === 'rejected');
    const valid = deliveries.filter(({ expected }) => expected !== 'rejected');
    const along = broken.length > 0 ? valid.slice(0, company) : [];
    try {
      if (broken.length > 0) await byHttp([...along, ...broken]);
      if (valid.length > along.length) await bySdk(valid.slice(along.length));
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  };

  const flush = async () => {
    const due = waiting;
    waiting = [];
    sending = sending.then(() => (due.length === 0 ? undefined : send(due)));
    await sending;
  };

  return {
    add: async (delivery: Delivery) => {
      waiting.push(delivery);
      if (waiting.length < perFlush) return;
      // One flush under way and one gathering: the next is begun only when the one before has been answered.
      const before = sending;
      void flush();
      await before;
    },
    flush,
    close: async () => {
      await flush();
      await sdk.closeAndFlush({ timeout: 10_000 });
    },
  };
};

const told = z.object({ reason: z.unknown() });

type Callback = (error: string | undefined) => void;

/** Hands a message to the SDK's method for its type, with the ids and times of the sample. */
const enqueue = (sdk: Analytics, message: StoreMessage, done: Callback): void => {
  const { type, userId, anonymousId, ...rest } = message;
  const identity =
    userId === undefined ? { anonymousId: anonymousId ?? '' } : { userId, ...(anonymousId === undefined ? {} : { anonymousId }) };
  const common = { ...identity, messageId: rest.messageId, timestamp: rest.timestamp, context: { ...rest.context } };
  const callback = (error: unknown) => {
    if (error === undefined || error === null) return done(undefined);
    const reason = told.safeParse(error);
    done(String(reason.success ? reason.data.reason : error));
  };
  const calls: Readonly<Record<StoreMessage['type'], () => void>> = {
    track: () => sdk.track({ ...common, event: rest.event ?? '', properties: { ...rest.properties } }, callback),
    identify: () => sdk.identify({ ...common, traits: { ...rest.traits } }, callback),
    page: () =>
      sdk.page(
        { ...common, ...(rest.name === undefined ? {} : { name: rest.name }), properties: { ...rest.properties } },
        callback,
      ),
    screen: () =>
      sdk.screen(
        { ...common, ...(rest.name === undefined ? {} : { name: rest.name }), properties: { ...rest.properties } },
        callback,
      ),
    group: () => sdk.group({ ...common, groupId: rest.groupId ?? '', traits: { ...rest.traits } }, callback),
    alias: () =>
      sdk.alias(
        {
          userId: userId ?? '',
          previousId: rest.previousId ?? '',
          messageId: rest.messageId,
          timestamp: rest.timestamp,
          context: { ...rest.context },
        },
        callback,
      ),
  };
  calls[type]();
};
