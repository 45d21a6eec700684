import { TributaryError, WriteConflict } from '#shared/domain/errors.ts';
import type { DeclaredEvents } from '#shared/domain/profile/apply-events.ts';
import { behaviourOf } from '#shared/domain/profile/behaviour-of.ts';
import { placeOf } from '#shared/domain/profile/fold-position.ts';
import type { RefusedRecord } from '#shared/domain/profile/fold-records.ts';
import { answersTo } from '#shared/domain/profile/links.ts';
import type { Profile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import { eventsBroughtBy, segmentEntered, tellsOfSegment } from '#shared/domain/segment/segment-events.ts';
import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { ProfileStore } from '#shared/ports/profile-store.ts';
import type { PutAside } from '#shared/ports/put-aside.ts';
import { draftProfile, type ProfileDraft } from './draft-profile.ts';
import type { LogRecord } from './log-record.ts';
import { type ProfilesOfBatch, profilesOfBatch } from './profiles-of-batch.ts';
import { asUnreadable, groupRecords, lowestSequence, oneByOne, type RecordGroup, startOf } from './record-group.ts';
import { RedriveRefused } from './redrive-refused.ts';
import { evaluateDraft, type Segmentation } from './segmentation.ts';

export interface ProjectorDeps {
  readonly profiles: ProfileStore;
  readonly bus: EventBus;
  readonly putAside: PutAside;
  /** Names counted one by one. */
  readonly declared: DeclaredEvents;
  /** Names that somebody listens to. */
  readonly published: ReadonlySet<string> | 'all';
  /** Names that somebody listens to only where one of the given has happened to the customer, at whatever time. */
  readonly publishedAfter?: Readonly<Record<string, readonly string[]>>;
  /** Segments whose events somebody listens to; all of them if this is left out. */
  readonly publishedSegments?: ReadonlySet<string> | 'all';
  /** Which segments customers are in; absent where nobody asks. */
  readonly segmentation?: Segmentation;
}

/** What one batch came to: the account, and the sequence numbers from which the stream must deliver again. */
export interface Projection {
  readonly folded: number;
  readonly putAside: number;
  readonly published: number;
  /** Ids that now point to another profile. */
  readonly merged: number;
  readonly failures: readonly ProjectionFailure[];
}

/** One profile's records could not be dealt with; this is the first of them. */
export interface ProjectionFailure {
  readonly sequenceNumber: string;
  readonly error: unknown;
}

/**
 * `redrive`: the records were put aside and are handed in again, so they may only be folded where a profile keeps them open. One that
 * is ahead of the stream must wait: folding it would move the position past records that are yet to come.
 */
export type ProjectionMode = 'stream' | 'redrive';

export type Project = (records: readonly LogRecord[], mode?: ProjectionMode) => Promise<Projection>;

/** Another writer on the same profile is rare, and hardly ever there five times in a row. */
const attemptsOnConflict = 5;

/** Enough to hide the latency of writes, few enough for the client's connections. */
const groupsAtOnce = 8;

/**
 * Makes the projector: folds a batch of stream records into profiles, merges the profiles that events link, and publishes the
 * events that somebody listens to.
 *
 * One read and one conditional write per profile and batch. The effects on a profile come in this order: records that cannot be
 * folded go to the put-aside queue; the profile is written together with its positions and the pointers of those merged into it;
 * the events about segments entered and left with these records are put into the log; the records' own events are published.
 * Wherever that is interrupted, the stream delivers again, and what was done already is harmless: a record put aside twice is redriven
 * once, a folded one is known by its position, a published event by its messageId. What was decided about segments stands in
 * the profile with its time and the record that it was decided on, so the same events are put again, under the same keys.
 *
 * A failure concerns the records of one profile; those of the others are done. It is reported, not thrown.
 */
export const createProjector =
  (deps: ProjectorDeps): Project =>
  async (records, mode = 'stream') => {
    const batch = profilesOfBatch(deps.profiles);
    const account = { folded: 0, putAside: 0, published: 0, merged: 0 };
    const failures: ProjectionFailure[] = [];
    const attempt = async (group: RecordGroup, waiting: Map<ProfileId, RecordGroup>): Promise<void> => {
      const taken = new Set([group]);
      try {
        const done = await projectGroup(deps, batch, taken, waiting, mode);
        for (const key of ['folded', 'putAside', 'published', 'merged'] as const) account[key] += done[key];
      } catch (error) {
        failures.push({ sequenceNumber: lowestSequence([...taken].flatMap((one) => one.records)), error });
      }
    };

    const { profileOf, unread } = await resolveAll(batch, records);
    failures.push(...unread);
    const groups = groupRecords(
      records.filter(({ partition }) => profileOf.has(partition)),
      profileOf,
    );

    // Those that will merge others go first and one after the other, so that what they merge is folded along with them.
    const waiting = new Map(groups);
    const profiles = new Map(
      [...profileOf.values()].flatMap((profile) => (profile === undefined ? [] : [[profile.id, profile]])),
    );
    const hasNewLinks = (group: RecordGroup) => {
      const profile = startOf(group, profiles.get(group.profileId));
      return group.links.some((link) => !answersTo(profile, link.id));
    };
    for (const group of [...groups.values()].filter(hasNewLinks)) {
      if (waiting.delete(group.profileId)) await attempt(group, waiting);
    }
    const rest = waiting.values();
    const worker = async () => {
      for (const group of rest) await attempt(group, new Map());
    };
    await Promise.all(Array.from({ length: Math.min(groupsAtOnce, waiting.size) }, worker));
    return { ...account, failures };
  };

/** Reads the profiles of all partitions at once; where that fails, the partition's records are to be delivered again. */
const resolveAll = async (batch: ProfilesOfBatch, records: readonly LogRecord[]) => {
  const profileOf = new Map<ProfileId, Profile | undefined>();
  const unread: ProjectionFailure[] = [];
  const read = async (partition: ProfileId, own: readonly LogRecord[]) => {
    try {
      profileOf.set(partition, await batch.resolve(partition));
    } catch (error) {
      unread.push({ sequenceNumber: lowestSequence(own), error });
    }
  };
  const partitions = [...Map.groupBy(records, ({ partition }) => partition)];
  await Promise.all(partitions.map(([partition, own]) => read(partition, own)));
  return { profileOf, unread };
};

/** `taken` grows by the groups that a successful write has folded along. */
const projectGroup = async (
  deps: ProjectorDeps,
  batch: ProfilesOfBatch,
  taken: Set<RecordGroup>,
  waiting: Map<ProfileId, RecordGroup>,
  mode: ProjectionMode,
): Promise<Omit<Projection, 'failures'>> => {
  const account = { folded: 0, putAside: 0, published: 0, merged: 0 };
  const refused = new Set<string>();
  for (;;) {
    const written = await writeGroups(deps, batch, [...taken], waiting, mode);
    account.folded += written.folded;
    account.putAside += written.putAside;
    account.merged += written.merged;
    for (const { record } of written.refused) refused.add(identityOf(record));
    for (const group of written.groups) {
      taken.add(group);
      waiting.delete(group.profileId);
    }
    if (written.isPartial) continue;

    await tellOfSegments(deps, written.profile, [...taken]);
    const heard = [...taken].flatMap(({ records }) => records).filter((record) => !refused.has(identityOf(record)));
    const events = heard.flatMap(({ content }) =>
      content.kind === 'event' && isHeard(deps, written.profile, content.event) ? [content.event] : [],
    );
    if (events.length > 0) await deps.bus.publish(events.map((event) => behaviourOf(written.profile, event)));
    return { ...account, published: events.length };
  }
};

/** Told of with every delivery of the records that brought them about; mostly there are none. */
const tellOfSegments = async (
  { segmentation }: ProjectorDeps,
  profile: Profile,
  groups: readonly RecordGroup[],
): Promise<void> => {
  if (segmentation === undefined) return;
  const records = groups.flatMap((group) => group.records);
  const brought = eventsBroughtBy(profile, (by) =>
    records.some(({ content }) => content.kind === 'event' && content.event.messageId === by),
  );
  if (brought.length > 0) await segmentation.events.put(brought);
};

const identityOf = ({ partition, stream, sequenceNumber }: LogRecord): string => `${stream} ${sequenceNumber} ${partition}`;

/**
 * Whether somebody listens. An exit of a journey that the customer has not entered concerns nobody; should the entry come later, routing
 * finds the exit in the profile, because it was folded before (docs/decisions/0007-start-and-exit-race.md).
 */
const isHeard = (
  { published, publishedAfter = {}, publishedSegments = 'all' }: ProjectorDeps,
  profile: Profile,
  event: CustomerEvent,
): boolean => {
  if (published === 'all') return true;
  const isMeant = (segment: unknown): boolean =>
    publishedSegments === 'all' || (typeof segment === 'string' && publishedSegments.has(segment));
  if (tellsOfSegment(event) && !isMeant(event.properties?.segment)) return false;
  if (published.has(event.name)) return true;
  const entries = Object.hasOwn(publishedAfter, event.name) ? (publishedAfter[event.name] ?? []) : [];
  return entries.some((entry) =>
    // That they have come into some segment says nothing: nearly everybody has.
    entry === segmentEntered && publishedSegments !== 'all'
      ? Object.keys(profile.segments).some(isMeant)
      : Object.hasOwn(profile.events, entry),
  );
};

/** What came of one write, or of several of one profile. */
interface Written {
  readonly profile: Profile;
  readonly groups: readonly RecordGroup[];
  readonly refused: readonly RefusedRecord<LogRecord>[];
  readonly folded: number;
  readonly putAside: number;
  readonly merged: number;
  readonly isPartial: boolean;
}

/**
 * Writes the groups together, as nearly always; and where the store will never take the profile that comes of it, record by record,
 * so that one of them does not hold up the others, nor the shard.
 */
const writeGroups = async (
  deps: ProjectorDeps,
  batch: ProfilesOfBatch,
  groups: readonly RecordGroup[],
  waiting: ReadonlyMap<ProfileId, RecordGroup>,
  mode: ProjectionMode,
): Promise<Written> => {
  try {
    return await writeDraft(deps, batch, groups, waiting, mode);
  } catch (error) {
    if (!isForGood(error)) throw error;
    let whole: Written | undefined;
    for (const single of oneByOne(groups)) whole = joined(whole, await writeSingle(deps, batch, single, mode));
    if (whole === undefined) throw error;
    // As they were given: those who ask for the events of the groups want all their records.
    return { ...whole, groups };
  }
};

/** A record that is refused by itself is put aside like one that cannot be read. If that is refused too, it is not the record's fault. */
const writeSingle = async (
  deps: ProjectorDeps,
  batch: ProfilesOfBatch,
  single: RecordGroup,
  mode: ProjectionMode,
): Promise<Written> => {
  try {
    return await writeDraft(deps, batch, [single], new Map(), mode);
  } catch (error) {
    if (!isForGood(error)) throw error;
    return await writeDraft(deps, batch, [asUnreadable(single, error.message)], new Map(), mode);
  }
};

const isForGood = (error: unknown): error is TributaryError => error instanceof TributaryError && !error.retryable;

const joined = (before: Written | undefined, last: Written): Written =>
  before === undefined
    ? last
    : {
        profile: last.profile,
        groups: [...before.groups, ...last.groups],
        refused: [...before.refused, ...last.refused],
        folded: before.folded + last.folded,
        putAside: before.putAside + last.putAside,
        merged: before.merged + last.merged,
        isPartial: false,
      };

/** Drafts and writes until no other writer interferes. */
const writeDraft = async (
  deps: ProjectorDeps,
  batch: ProfilesOfBatch,
  groups: readonly RecordGroup[],
  waiting: ReadonlyMap<ProfileId, RecordGroup>,
  mode: ProjectionMode,
): Promise<Written> => {
  const [first] = groups;
  if (first === undefined) throw new Error('no records to draft a profile from');
  for (let attempt = 1; attempt <= attemptsOnConflict; attempt += 1) {
    const before = startOf(first, await batch.resolve(first.profileId));
    const draft = await draftProfile(before, groups, waiting, (id) => batch.resolve(id), deps.declared);
    if (mode === 'redrive') assertRedrivable(draft);
    // Those that are still open were put aside before they were listed.
    const leaving = draft.refused.filter(({ fate }) => fate !== 'still-open');
    if (leaving.length > 0) await deps.putAside.put(leaving.map(asPutAside));
    const { profile, replaced } = evaluateDraft(draft, deps.segmentation);
    if (replaced.length > 0) await deps.segmentation?.events.put(replaced);
    if (profile === before || (await batch.save(profile, draft.merged)) === 'saved') {
      const { refused, folded, merged, isPartial } = draft;
      return {
        profile,
        groups: draft.groups,
        refused,
        folded: folded.length,
        putAside: leaving.length,
        merged: merged.length,
        isPartial,
      };
    }
  }
  throw new WriteConflict('a profile', attemptsOnConflict);
};

const asPutAside = ({ record, reason, fate }: RefusedRecord<LogRecord>) => ({
  partition: record.partition,
  sortKey: record.sortKey,
  ...(record.stream === undefined ? {} : { stream: record.stream }),
  sequenceNumber: record.sequenceNumber,
  reason: fate === 'passed' ? `${reason}; too many records of this profile are put aside, so it cannot be redriven` : reason,
});

const assertRedrivable = ({ before, groups, refused }: ProfileDraft): void => {
  for (const record of groups.flatMap(({ records }) => records)) {
    if (placeOf(before.folded[record.partition], record) === 'ahead') {
      throw new RedriveRefused('ahead', record.sequenceNumber, 'the stream has not come to it yet; try again in a few minutes');
    }
  }
  const [first] = refused;
  if (first !== undefined) throw new RedriveRefused('refused', first.record.sequenceNumber, first.reason);
};
