import type { Marketing } from '#infra/marketing.ts';
import type { PropertyType, TraitType } from '#shared/domain/condition/vocabulary.ts';
import type { JsonObject } from '#shared/events/json.ts';
import type { CompiledJourney } from '#statemachines/journeys/compile-journey.ts';
import { type Flow, type FlowNode, timeFlow, toFlow, type WaitNode } from '#statemachines/journeys/flow.ts';
import { armsOf, isFork } from '#statemachines/journeys/forks.ts';

const day = 86_400_000;

/** What most customers have said of themselves. */
const usual: JsonObject = {
  email: 'contact@example.com',
  firstName: 'Robin',
  lastName: 'Contact',
  company: 'Example Ltd',
  plan: 'trial',
};

/**
 * Traits of a contact of whom everything is known that the journey speaks of, so that nothing is left out for want of it. Dates that it
 * waits for lie so far ahead that each wait for them is a wait.
 */
export const sampleTraits = (journey: CompiledJourney, { vocabulary, messages }: Marketing, entersAt: Date): JsonObject => {
  const definition = JSON.stringify(journey.definition(''));
  const spoken = [
    definition,
    ...messages.filter(({ message }) => definition.includes(`"${message}"`)).map((each) => JSON.stringify(each)),
  ];
  const words = new Set(spoken.flatMap((text) => text.match(/[\p{L}\p{N}_]+/gu) ?? []));
  const dates = datesAwaited(journey, entersAt);
  return {
    ...Object.fromEntries(
      Object.entries(vocabulary.traits)
        // By the clock of the sending policy, and at no place of its own.
        .filter(([trait]) => trait !== 'timezone' && words.has(trait))
        .map(([trait, type]) => [trait, sampleValue(trait, type, entersAt)]),
    ),
    ...usual,
    ...dates,
  };
};

/** All properties that an event of the name may have. */
export const sampleProperties = (name: string, { vocabulary }: Pick<Marketing, 'vocabulary'>, at: Date): JsonObject => {
  const known = Object.hasOwn(vocabulary.events, name) ? (vocabulary.events[name] ?? {}) : {};
  return Object.fromEntries(
    Object.entries(known).flatMap(([property, type]) =>
      type === 'anything' ? [] : [[property, sampleValue(property, type, at)]],
    ),
  );
};

const sampleValue = (name: string, type: Exclude<PropertyType, 'anything'> | TraitType, at: Date) => {
  switch (type) {
    case 'text':
      return samples[name] ?? 'Example';
    case 'number':
      return 1;
    case 'yes or no':
      return true;
    case 'date':
      return at.toISOString();
    case 'list':
      return name === 'products' ? [{ product_id: 'example-1', name: 'Example', price: 59, quantity: 1 }] : ['example'];
  }
};

/** Texts that must be of some form. */
const samples: Readonly<Record<string, string>> = {
  email: 'contact@example.com',
  currency: 'USD',
  url: 'https://example.com/',
  image_url: 'https://example.com/image.png',
  language: 'en',
  country: 'DE',
};

const datesAwaited = (journey: CompiledJourney, entersAt: Date): JsonObject => {
  const flow = toFlow(journey.written.steps);
  const { at } = timeFlow(flow);
  const dates = new Map<string, number>();
  for (const node of nodesIn(flow).filter(isDateWait)) {
    const { trait, offsetDays, yearly } = node.wait;
    // Waits for other dates make the longest way much longer than this one: what is nearest counts there.
    const since = Math.min(at.get(node)?.min ?? 0, 300 * day);
    const wanted = entersAt.getTime() + since + (2 - offsetDays) * day;
    const date = Math.max(dates.get(trait) ?? 0, wanted);
    dates.set(trait, yearly ? wanted : date);
  }
  return Object.fromEntries([...dates].map(([trait, time]) => [trait, new Date(time).toISOString().slice(0, 10)]));
};

type DateWaitNode = WaitNode & { readonly wait: { readonly kind: 'date' } };
const isDateWait = (node: FlowNode): node is DateWaitNode => node.kind === 'wait' && node.wait.kind === 'date';

const nodesIn = (flow: Flow): readonly FlowNode[] =>
  flow.flatMap((node) => [node, ...(isFork(node) ? [...armsOf(node).values()].flatMap(nodesIn) : [])]);
