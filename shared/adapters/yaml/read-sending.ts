import type { Problem } from '#shared/domain/marketing/problem.ts';
import { effectivePolicy, type SendingPolicy } from '#shared/domain/sending/policy.ts';
import { neverAllows } from '#shared/domain/sending/windows.ts';
import type { Finding } from './finding.ts';
import { readAs, wordingOf } from './read-as.ts';
import { overrideOf, sendingFile, undeclaredTopics } from './sending-fields.ts';
import { readYamlFile } from './yaml-source.ts';

/** `marketing/sending.yaml`: what holds for all journeys unless they say otherwise. */
export interface SendingDefaults {
  readonly policy: SendingPolicy;
  /** The share of customers whom a journey leaves out, 0 to 1. */
  readonly holdout: number;
  /** The topics that messages and caps may name. */
  readonly topics: readonly string[];
}

const day = 86_400_000;

/** What holds where there is no file, or where it says nothing. Described in docs/sending-policy.md. */
export const sendingDefaults: SendingDefaults = {
  policy: {
    timeZone: 'UTC',
    quietHours: { from: '22:00', to: '07:00' },
    caps: [
      { most: 4, perMilliseconds: 7 * day },
      { most: 2, perMilliseconds: day },
    ],
    over: 'hold',
    holdAtMostHours: 48,
    priority: 'normal',
  },
  holdout: 0.05,
  topics: [],
};

/** The defaults, or every mistake in their file; never both. */
export type ReadSending =
  | { readonly sending: SendingDefaults; readonly problems: readonly [] }
  | { readonly sending?: undefined; readonly problems: readonly Problem[] };

const wording = wordingOf(sendingFile);

/** Reads the sending policy at synth. There need not be a file. */
export const readSending = async (path: string): Promise<ReadSending> => {
  const source = await readYamlFile(path);
  if (source === undefined) return { sending: sendingDefaults, problems: [] };
  const read = readAs(source, sendingFile, wording);
  if ('problems' in read) return read;

  const { 'time zone': timeZone, holdout, topics, ...said } = read.value;
  const usual = timeZone === undefined ? sendingDefaults.policy : { ...sendingDefaults.policy, timeZone };
  const sending = {
    policy: effectivePolicy(usual, overrideOf(said)),
    holdout: holdout ?? sendingDefaults.holdout,
    topics: topics ?? sendingDefaults.topics,
  };
  const findings: readonly Finding[] = [
    ...undeclaredTopics(sending.policy.caps, sending.topics).map(
      ({ index, ...finding }): Finding => ({ path: ['caps', index], ...finding }),
    ),
    ...sending.topics.flatMap((topic, index): readonly Finding[] =>
      sending.topics.indexOf(topic) === index
        ? []
        : [{ path: ['topics', index], message: `the topic \`${topic}\` is declared twice` }],
    ),
    ...(neverAllows(sending.policy) ? [neverSent(said['quiet hours'] === undefined)] : []),
  ];
  return findings.length > 0 ? { problems: source.problemsOf(findings) } : { sending, problems: [] };
};

const neverSent = (isQuietByDefault: boolean): Finding => ({
  path: ['window'],
  message: 'nothing would ever be sent: the quiet hours cover the whole window',
  hint: isQuietByDefault
    ? 'there are quiet hours from 22:00 to 07:00 unless the file says otherwise: `quiet hours: none`'
    : 'let the window begin or end outside the quiet hours',
});
