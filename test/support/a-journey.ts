import fc from 'fast-check';
import { stringify } from 'yaml';
import { knownEvents } from '#shared/adapters/yaml/event-types.ts';
import { sendingDefaults } from '#shared/adapters/yaml/read-sending.ts';
import type { Surroundings } from '#statemachines/journeys/compile-journey.ts';

/** What the journeys of tests are compiled with: names that do not change when a marketer changes a file. */
export const surroundings = (overrides: Partial<Surroundings> = {}): Surroundings => ({
  messages: ['product-manual', 'case-study', 'webinar-invitation'],
  coupons: ['winback', 'test-drive'],
  destinations: ['crm', 'zapier-high-intent'],
  places: [
    { list: 'dealers', places: [{ place: 'north', latitude: 53.6, longitude: 10, fields: { name: 'North', city: 'Hamburg' } }] },
  ],
  vocabulary: {
    traits: {
      email: 'text',
      plan: 'text',
      country: 'text',
      city: 'text',
      region: 'text',
      phone: 'text',
      accountOwner: 'text',
      stage: 'text',
      lastOffer: 'text',
      leadScore: 'number',
      product: 'text',
      lifecycleStage: 'text',
      dealer: 'text',
      dealerCity: 'text',
      latitude: 'number',
      longitude: 'number',
      vip: 'yes or no',
      newsletter: 'yes or no',
      birthday: 'date',
      renewalDate: 'date',
      interests: 'list',
    },
    events: {
      ...knownEvents(),
      'Lead Created': { form: 'text' },
      'Cart Updated': { value: 'number', product: 'text' },
      'Demo Booked': { shop: 'text' },
      'Signed Up': { plan: 'text' },
      'Test Drive Completed': { dealer: 'text', rating: 'number' },
      'Survey Answered': { rating: 'number', interest: 'text' },
    },
    segments: ['vip', 'at-risk', 'lapsed'],
    scores: ['churn'],
    currency: 'USD',
  },
  sending: { ...sendingDefaults, topics: ['newsletter', 'offers'] },
  topicOf: (message) => (message === 'webinar-invitation' ? 'offers' : undefined),
  ...overrides,
});

/** A journey that the compiler accepts: the text of its file, and what it is compiled with. */
export interface AnyJourney {
  /** Its name. */
  readonly journey: string;
  readonly file: string;
  readonly text: string;
  /** The same as plain values. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly around: Surroundings;
}

type StepKey = 'send' | 'wait' | 'wait until' | 'wait for' | 'branch' | 'split' | 'task' | 'set' | 'coupon' | 'webhook' | 'end';
type Written = Readonly<Record<string, unknown>>;

export interface JourneyChoice {
  /** The kinds of steps; all of them if it is left out. */
  readonly kinds?: readonly StepKey[];
  /** How deep steps may stand in others: 1 is not at all. */
  readonly depth?: number;
  /** The ways in: always an event `Lead Created` if it is `event`. */
  readonly entry?: 'event' | 'any';
  /** Exits, goal, audience, holdout, sending policy. */
  readonly rules?: 'none' | 'any';
}

const allKinds: readonly StepKey[] = [
  'send',
  'wait',
  'wait until',
  'wait for',
  'branch',
  'split',
  'task',
  'set',
  'coupon',
  'webhook',
  'end',
];

/** True of some customers, false of others, unknown of the rest; each once, so that no two ways of a branch look alike. */
const conditions = [
  "traits.plan == 'pro'",
  'orders.count > 0',
  'has(traits.phone) && traits.leadScore >= 80',
  "'vip' in segments",
  "events['Survey Answered'].count > 1",
  "traits.country in ['DE', 'AT']",
  'daysSince(orders.last) > 30',
  'traits.vip || scores.churn > 2',
];
const aCondition = fc.constantFrom(...conditions);

const onceIn = (chance: number) => fc.integer({ min: 1, max: chance }).map((drawn) => drawn === 1);
const sometimes = <T>(field: string, value: fc.Arbitrary<T>): fc.Arbitrary<Written> =>
  fc.oneof(
    fc.constant({}),
    value.map((it) => ({ [field]: it })),
  );
const together = (...parts: readonly fc.Arbitrary<Written>[]): fc.Arbitrary<Written> =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all));
const field = <T>(name: string, value: fc.Arbitrary<T>): fc.Arbitrary<Written> => value.map((it) => ({ [name]: it }));

// Short ones: the longest way through the deepest journey stays within a year.
const aLength = fc.constantFrom('1 minute', '45 minutes', '2 hours', '1 day', '36 hours', '5 days');
const aTime = fc.constantFrom('09:00', '23:30', 'monday', 'weekday at 09:00', 'sunday at 18:00');
const aDate = together(
  field('date', fc.constantFrom('birthday', 'renewalDate')),
  sometimes('offset', fc.constantFrom('-30 days', '1 day')),
  sometimes('at', fc.constantFrom('08:30', '17:00')),
  sometimes('yearly', fc.boolean()),
  field('at most', fc.constantFrom('3 days', '6 days')),
);

const stepsWithin = (depth: number, kinds: readonly StepKey[]): fc.Arbitrary<readonly Written[]> => {
  const nests = depth > 1;
  const inner = nests ? stepsWithin(depth - 1, kinds) : fc.constant<readonly Written[]>([]);
  const aBranch = together(
    field(
      'branch',
      fc
        .uniqueArray(aCondition, { minLength: 1, maxLength: 3 })
        .chain((ifs) => fc.tuple(...ifs.map((condition) => together(fc.constant({ if: condition }), field('then', inner)))))
        .chain((ways) =>
          fc.boolean().map((isNamed) => ways.map((way, index) => (isNamed ? { ...way, name: `way ${index + 1}` } : way))),
        ),
    ),
    sometimes('else', inner),
  );
  const aVariant = together(sometimes('weight', fc.constantFrom(1, 2, 0.5)), field('steps', inner));
  const aSplit = together(
    field('split', fc.constantFrom('subject line', 'offer', 'channel')),
    field(
      'variants',
      fc
        .uniqueArray(fc.constantFrom('a', 'b', 'a longer text', 'nothing'), { minLength: 2, maxLength: 3 })
        .chain((labels) => fc.tuple(...labels.map((label) => field(label, aVariant))))
        .map((all) => Object.assign({}, ...all)),
    ),
  );
  const arms = [sometimes('then', inner), sometimes('otherwise', inner)] as const;
  const kindsOfSteps: Readonly<Record<StepKey, fc.Arbitrary<Written>>> = {
    send: field('send', fc.constantFrom('product-manual', 'case-study', 'webinar-invitation')),
    wait: field('wait', aLength),
    'wait until': field('wait until', fc.oneof(aTime, aDate)),
    'wait for': together(
      fc.constantFrom(
        { 'wait for': 'Survey Answered' },
        { 'wait for': 'Survey Answered', when: 'event.properties.rating >= 4' },
        { 'wait for': 'Order Completed' },
        { 'wait for': 'Test Drive Completed', when: 'event.properties.dealer == traits.city' },
      ),
      field('at most', aLength),
      ...arms,
    ),
    branch: aBranch,
    split: aSplit,
    task: together(
      field('task', fc.constantFrom('Call them', 'Write a card', 'Ask for a review')),
      field('for', fc.constantFrom('sales', 'success', { owner: 'accountOwner', otherwise: 'sales' })),
      sometimes('region', fc.constant('region')),
      field('due', fc.constantFrom('4 hours', '1 day')),
      sometimes('wait for completion', together(field('at most', aLength), ...arms)),
    ),
    set: field(
      'set',
      fc.constantFrom({ stage: 'nurtured' }, { vip: true, lastOffer: { from: 'traits.plan' } }, { leadScore: 7 }),
    ),
    coupon: field('coupon', fc.constantFrom('winback', 'test-drive')),
    webhook: field('webhook', fc.constantFrom('crm', 'zapier-high-intent')),
    end: field('end', fc.constantFrom('already a customer', 'not for us')),
  };
  const nesting: readonly StepKey[] = ['branch', 'split'];
  const usable = kinds.filter((kind) => (nests || !nesting.includes(kind)) && kind !== 'end');
  // Ends are last if anything, or what comes after them would never be reached.
  const last = kinds.includes('end') && depth < deepest ? fc.oneof(fc.constant([]), fc.tuple(kindsOfSteps.end)) : fc.constant([]);
  const before = fc.array(fc.oneof(...usable.map((kind) => kindsOfSteps[kind])), { maxLength: depth === deepest ? 5 : 3 });
  return fc.tuple(before, last).map(([some, end]) => [...some, ...end]);
};

const deepest = 3;

const theRules: fc.Arbitrary<Written> = together(
  sometimes('audience', aCondition),
  sometimes('holdout', fc.constantFrom('10%', { share: '0%', because: 'everybody is to be told' })),
  sometimes(
    'exit',
    fc.subarray([
      'unsubscribed',
      { on: 'Order Completed', when: 'event.properties.revenue > 100' },
      { 'segment entered': 'vip' },
      { 'segment left': 'at-risk' },
      { when: 'orders.count > 3' },
    ]),
  ),
  sometimes(
    'goal',
    fc.constantFrom(
      { on: 'Demo Booked', within: '30 days' },
      { on: 'Order Completed', when: 'event.properties.revenue > 500', within: '2 weeks' },
    ),
  ),
);

const theEntry: fc.Arbitrary<Written> = together(
  fc.constantFrom<Written>(
    { on: 'Lead Created' },
    { on: 'Cart Updated', when: 'event.properties.value > 50 && orders.count == 0' },
    { segment: 'lapsed' },
    { every: 'monday at 09:00', segment: 'lapsed' },
  ),
  sometimes('reenter', fc.constantFrom('never', 'after-completion', { after: '30 days' })),
);

/** Caps that no way through such a journey meets, so that they do not decide which journeys are accepted. */
const theSending: fc.Arbitrary<Written> = fc.constantFrom<Written>(
  { caps: [], 'quiet hours': 'none' },
  { caps: [] },
  { caps: ['100 in 1 day'], over: 'drop', window: 'weekday 09:00 to 18:00', priority: 'high' },
);

/** Journeys that the compiler accepts, with these kinds of steps, nested so deep. */
export const journeysOf = ({
  kinds = allKinds,
  depth = deepest,
  entry = 'any',
  rules = 'any',
}: JourneyChoice = {}): fc.Arbitrary<AnyJourney> =>
  fc
    .tuple(
      entry === 'event' ? fc.constant<Written>({ on: 'Lead Created' }) : theEntry,
      rules === 'none' ? fc.constant<Written>({}) : theRules,
      rules === 'none' ? fc.constant<Written>({ caps: [], 'quiet hours': 'none' }) : theSending,
      stepsWithin(depth, kinds),
      onceIn(3),
    )
    .map(([enter, others, sending, steps, hasNames]) => {
      const sensible = named(withFewWebhooks(withoutOddities(steps)), hasNames);
      const content = {
        description: 'Any journey.',
        enter,
        ...others,
        sending,
        steps: sensible.length === 0 ? [{ send: 'product-manual' }] : sensible,
      };
      const text = stringify(content, { lineWidth: 0, aliasDuplicateObjects: false });
      // A counterexample is read as its file.
      const shown = { [fc.toStringMethod]: () => `\n${text}` };
      return { journey: 'any', file: 'journeys/any.yaml', text, content, around: surroundings(), ...shown };
    });

/** Journeys that the compiler accepts: every kind of step, nested to a depth of three, with all kinds of rules. */
export const journeyArbitrary: fc.Arbitrary<AnyJourney> = journeysOf();

const isWritten = (value: unknown): value is Written => typeof value === 'object' && value !== null && !Array.isArray(value);
const isSteps = (value: unknown): value is readonly Written[] => Array.isArray(value) && value.every(isWritten);

/** Applies a change to every list of steps within a step. */
const inArms = (step: Written, change: (steps: readonly Written[]) => readonly Written[]): Written => {
  const arm = (holder: unknown, ...keys: readonly string[]): Written =>
    Object.fromEntries(
      Object.entries(isWritten(holder) ? holder : {}).map(([key, value]) => [
        key,
        keys.includes(key) && isSteps(value) ? change(value) : value,
      ]),
    );
  return {
    ...arm(step, 'then', 'otherwise', 'else'),
    ...(Array.isArray(step.branch) ? { branch: step.branch.map((way: unknown) => arm(way, 'then')) } : {}),
    ...(isWritten(step.variants)
      ? { variants: Object.fromEntries(Object.entries(step.variants).map(([label, variant]) => [label, arm(variant, 'steps')])) }
      : {}),
    ...('wait for completion' in step ? { 'wait for completion': arm(step['wait for completion'], 'then', 'otherwise') } : {}),
  };
};

/** What the compiler refuses as senseless is left out: a wait after a wait, and steps after arms that all end. */
const withoutOddities = (steps: readonly Written[]): readonly Written[] => {
  const kept: Written[] = [];
  for (const step of steps) {
    if ('wait' in step && kept.at(-1) !== undefined && 'wait' in (kept.at(-1) ?? {})) continue;
    const inside = inArms(step, withoutOddities);
    kept.push(inside);
    if (allEnd(inside)) break;
  }
  return kept;
};

/** More than four in one stage are refused, wherever the stages may end. */
const withFewWebhooks = (steps: readonly Written[]): readonly Written[] => {
  let count = 0;
  const replace = (some: readonly Written[]): readonly Written[] =>
    some.map((step) => {
      if ('webhook' in step) count += 1;
      return 'webhook' in step && count > 4 ? { coupon: 'winback' } : inArms(step, replace);
    });
  return replace(steps);
};

const allEnd = (step: Written): boolean => {
  if ('end' in step) return true;
  if (Array.isArray(step.branch)) {
    return [...step.branch.map((way: unknown) => armOf(way, 'then')), armOf(step, 'else')].every(lastEnds);
  }
  if (isWritten(step.variants))
    return Object.values(step.variants)
      .map((variant) => armOf(variant, 'steps'))
      .every(lastEnds);
  const holder = 'wait for' in step ? step : step['wait for completion'];
  return holder !== undefined && [armOf(holder, 'then'), armOf(holder, 'otherwise')].every(lastEnds);
};
const armOf = (holder: unknown, key: string): readonly Written[] => {
  const steps = isWritten(holder) ? holder[key] : undefined;
  return isSteps(steps) ? steps : [];
};
const lastEnds = (steps: readonly Written[]): boolean => {
  const last = steps.at(-1);
  return last !== undefined && allEnd(last);
};

const oddNames = ['Zeit für Geduld ☕', '第三天提醒', 'A rather long name that comes near to the most there may be', '…'];

/** Names for steps that would be called like another one, and a few that are hard to handle. */
const named = (steps: readonly Written[], hasOddNames: boolean): readonly Written[] => {
  const seen = new Set<string>();
  let count = 0;
  const name = (some: readonly Written[]): readonly Written[] =>
    some.map((step) => {
      count += 1;
      const odd = hasOddNames ? oddNames[count % 7] : undefined;
      const called = odd !== undefined && !seen.has(odd) ? odd : titleOf(step);
      const isTaken = called !== undefined && seen.has(called);
      const own = isTaken ? `step ${count}` : odd === called ? odd : undefined;
      if (called !== undefined) seen.add(called);
      return inArms(own === undefined ? step : { ...step, name: own }, name);
    });
  return name(steps);
};

/** What a step is called without a name; none, where that need not be unique. */
const titleOf = (step: Written): string | undefined => {
  const [key] = Object.keys(step);
  if (key === undefined || ['wait', 'wait until', 'end'].includes(key)) return undefined;
  const said = step[key];
  if (key === 'branch') return `branch ${isWritten(armOfFirst(said)) ? JSON.stringify(armOfFirst(said)) : ''}`;
  return `${key} ${isWritten(said) ? Object.keys(said).join(', ') : String(said)}`;
};
const armOfFirst = (ways: unknown): unknown => {
  const [first] = Array.isArray(ways) ? ways : [];
  return isWritten(first) ? { label: first.name ?? first.if } : undefined;
};
