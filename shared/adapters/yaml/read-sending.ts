import type { Problem } from '#shared/domain/marketing/problem.ts';
import { effectivePolicy, type SendingPolicy } from '#shared/domain/sending/policy.ts';
import { neverAllows } from '#shared/domain/sending/windows.ts';
import type { Finding } from './finding.ts';
import { hides, readPartly, wordingOf } from './read-as.ts';
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

/** What `marketing/sending.yaml` says, and every mistake in it. */
export interface ReadSending {
  /** Undefined where there is a mistake. */
  readonly sending?: SendingDefaults;
  /** What journeys can be measured by in spite of mistakes; undefined where those hide windows, caps or topics. */
  readonly known: SendingDefaults | undefined;
  /** Undefined where mistakes hide them. */
  readonly topics: readonly string[] | undefined;
  readonly problems: readonly Problem[];
}

const wording = wordingOf(sendingFile);

/** Reads the sending policy at synth. There need not be a file. */
export const readSending = async (path: string): Promise<ReadSending> => {
  const source = await readYamlFile(path);
  if (source === undefined) {
    return { sending: sendingDefaults, known: sendingDefaults, topics: sendingDefaults.topics, problems: [] };
  }
  const { value, without, problems: misshapen } = readPartly(source, sendingFile, wording);
  const { 'time zone': timeZone, holdout, topics = sendingDefaults.topics, ...said } = value ?? {};
  const usual = timeZone === undefined ? sendingDefaults.policy : { ...sendingDefaults.policy, timeZone };
  const sending = { policy: effectivePolicy(usual, overrideOf(said)), holdout: holdout ?? sendingDefaults.holdout, topics };
  const isHidden = (field: string) => hides(without, field, wording.fields([]));
  /** Where the entries of a list stand in the file: those that could not be read are not in the list. */
  const placesIn = (field: string, { length }: readonly unknown[]) => {
    const lost = without.flatMap(([first, index]) => (first === field && typeof index === 'number' ? [index] : []));
    return Array.from({ length: length + lost.length }, (_, index) => index).filter((index) => !lost.includes(index));
  };
  const placesOfCaps = placesIn('caps', sending.policy.caps);
  const placesOfTopics = placesIn('topics', topics);
  const findings: readonly Finding[] = [
    ...(isHidden('topics') ? [] : undeclaredTopics(sending.policy.caps, topics)).map(
      ({ index, ...finding }): Finding => ({ path: ['caps', placesOfCaps[index] ?? index], ...finding }),
    ),
    ...topics.flatMap((topic, index): readonly Finding[] =>
      topics.indexOf(topic) === index
        ? []
        : [{ path: ['topics', placesOfTopics[index] ?? index], message: `the topic \`${topic}\` is declared twice` }],
    ),
    ...(!isHidden('window') && !isHidden('quiet hours') && neverAllows(sending.policy)
      ? [neverSent(said['quiet hours'] === undefined)]
      : []),
  ];
  const problems = [...misshapen, ...source.problemsOf(findings)];
  return {
    ...(problems.length > 0 ? {} : { sending }),
    known: ['window', 'quiet hours', 'caps', 'topics'].some(isHidden) ? undefined : sending,
    topics: isHidden('topics') ? undefined : topics,
    problems,
  };
};

const neverSent = (isQuietByDefault: boolean): Finding => ({
  path: ['window'],
  message: 'nothing would ever be sent: the quiet hours cover the whole window',
  hint: isQuietByDefault
    ? 'there are quiet hours from 22:00 to 07:00 unless the file says otherwise: `quiet hours: none`'
    : 'let the window begin or end outside the quiet hours',
});
