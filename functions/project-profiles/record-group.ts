import { compareSequence } from '#shared/domain/profile/fold-position.ts';
import { type Link, linksOf } from '#shared/domain/profile/links.ts';
import { emptyProfile, type Profile } from '#shared/domain/profile/profile.ts';
import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { LogRecord } from './log-record.ts';

/** The records of one batch that belong to one profile, from one or several partitions. */
export interface RecordGroup {
  readonly profileId: ProfileId;
  readonly records: readonly LogRecord[];
  readonly links: readonly Link[];
}

/** Groups records by the profile that their partition resolves to. */
export const groupRecords = (
  records: readonly LogRecord[],
  profileOf: ReadonlyMap<ProfileId, Profile | undefined>,
): ReadonlyMap<ProfileId, RecordGroup> => {
  const byProfile = Map.groupBy(records, ({ partition }) => profileOf.get(partition)?.id ?? partition);
  return new Map([...byProfile].map(([profileId, own]) => [profileId, { profileId, records: own, links: linksIn(own) }]));
};

/** Each record of these groups as a group of its own, in the order of the stream. */
export const oneByOne = (groups: readonly RecordGroup[]): readonly RecordGroup[] =>
  groups
    .flatMap(({ profileId, records }) => records.map((record) => ({ profileId, records: [record], links: linksIn([record]) })))
    .sort(({ records: [a] }, { records: [b] }) =>
      a === undefined || b === undefined ? 0 : compareSequence(a.sequenceNumber, b.sequenceNumber),
    );

/** The group as if none of its records could be read. */
export const asUnreadable = (group: RecordGroup, reason: string): RecordGroup => ({
  profileId: group.profileId,
  records: group.records.map((record) => ({ ...record, content: { kind: 'unreadable', reason } })),
  links: [],
});

/** The links of all records, each once. */
const linksIn = (records: readonly LogRecord[]): readonly Link[] => {
  const links = new Map<string, Link>();
  for (const { content } of records) {
    if (content.kind !== 'event') continue;
    for (const link of linksOf(content.event)) links.set(`${link.how} ${link.id}`, link);
  }
  return [...links.values()];
};

/** What is folded onto when nothing is stored yet. */
export const startOf = (group: RecordGroup, stored: Profile | undefined): Profile => stored ?? emptyProfile(group.profileId);

/** Where the stream must begin again to deliver all of these. */
export const lowestSequence = (records: readonly LogRecord[]): string =>
  records.reduce(
    (lowest, { sequenceNumber }) => (lowest === '' || compareSequence(sequenceNumber, lowest) < 0 ? sequenceNumber : lowest),
    '',
  );
