import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSending, sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import { readYaml } from '#shared/adapters/yaml/yaml-source.ts';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import { type Flow, type FlowNode, toFlow } from '#statemachines/journeys/flow.ts';
import { readJourney } from '#statemachines/journeys/read-journey.ts';
import { toRules } from '#statemachines/journeys/to-rules.ts';
import { day, daysInWeek } from './moment.ts';

/** The journey that the leads' stories are about. */
export const nurture = 'lead-nurture';

/** What must be known of the nurture to say what comes of a lead, read from its file so that a marketer may change it. */
export interface Nurture {
  /** How many mails it sends to whoever goes all the way. */
  readonly sends: number;
  /** Before its first wait: what a contact has got who leaves while waiting. */
  readonly sendsAtOnce: number;
  /** The share of leads who are left alone. */
  readonly holdout: number;
}

/**
 * The nurture of a folder of marketing files. Undefined where the leads' stories alone do not say what comes of it: it is not there, something
 * else starts or ends it, or how many mails it sends depends on more than time.
 */
export const readNurture = async (marketing: string): Promise<Nurture | undefined> => {
  const file = join(marketing, 'journeys', `${nurture}.yaml`);
  if (!existsSync(file)) return undefined;
  const { value } = readYaml(file, readFileSync(file, 'utf8'));
  const { sending = sendingDefaults } = await readSending(join(marketing, 'sending.yaml'));
  return nurtureOf(value, sending.holdout);
};

/** @param file the journey's file as plain values. */
export const nurtureOf = (file: unknown, usualHoldout: number): Nurture | undefined => {
  const { journey, findings } = readJourney(nurture, file);
  if (journey === undefined || findings.length > 0) return undefined;
  const rules = toRules(nurture, journey.rules, { awaited: [], holdout: usualHoldout });
  const mails = mailsOf(toFlow(journey.steps));
  return mails !== undefined && isAboutLeads(rules) ? { ...mails, holdout: rules.holdout } : undefined;
};

/** Whether the events of the stories, and nothing else, bring leads in and take them out. */
const isAboutLeads = ({ enter, audience, exits, exitsWhen, goal }: JourneyRules): boolean =>
  enter.on === 'Lead Created' &&
  exits
    .map(({ on }) => on)
    .toSorted()
    .join() === 'Order Completed,Unsubscribed' &&
  exitsWhen.length === 0 &&
  goal?.on === 'Demo Booked' &&
  goal.withinMilliseconds >= daysInWeek * day &&
  [enter.when, audience, goal.when, ...exits.map((exit) => exit.when)].every((condition) => condition === undefined);

type Mails = Pick<Nurture, 'sends' | 'sendsAtOnce'>;

/** Undefined where it depends on the contact. */
const mailsOf = (flow: Flow): Mails | undefined => {
  const begins = flow.findIndex(({ kind }) => kind === 'wait');
  const atOnce = begins === -1 ? flow : flow.slice(0, begins);
  const counts = [atOnce, flow].map((nodes) => sum(nodes.map(sendsOf)));
  const [sendsAtOnce, sends] = counts;
  return sends === undefined || sendsAtOnce === undefined ? undefined : { sends, sendsAtOnce };
};

const sum = (counts: readonly (number | undefined)[]): number | undefined =>
  counts.reduce((total, count) => (total === undefined || count === undefined ? undefined : total + count), 0);

const sendsOf = (node: FlowNode): number | undefined => {
  switch (node.kind) {
    case 'run':
      return node.step.kind === 'send' ? 1 : 0;
    case 'wait':
      // A date that is not known ends the run.
      return node.wait.kind === 'date' ? undefined : 0;
    case 'choose': {
      // Whichever way is taken: they send as many, and none of them waits.
      const arms = [...node.arms.values()];
      const [first, ...others] = arms.map((arm) => sum(arm.map(sendsOf)));
      return arms.flat().some(({ kind }) => kind === 'wait') || others.some((count) => count !== first) ? undefined : first;
    }
    default:
      return undefined;
  }
};
