import type { CustomerEvent } from '#shared/events/customer-event.ts';
import type { Json } from '#shared/events/json.ts';
import { canBeTrait, ownEntry } from './own-entry.ts';
import type { Trait } from './profile.ts';

/**
 * The later word of two about one trait: by event time, then by message id. Two different values under one message id at one
 * instant are a sender's mistake; the greater JSON text wins then, so that even this does not depend on the order of delivery.
 */
export const laterTrait = (a: Trait, b: Trait): Trait => {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  if (a.by !== b.by) return a.by > b.by ? a : b;
  return JSON.stringify(a.value) >= JSON.stringify(b.value) ? a : b;
};

/**
 * Calls `take` for each trait that an event states about the customer: `traits` of an identify call, and `context.traits` of any
 * other call. An identify call may carry both, and then its own `traits` are the word. Traits of a group call describe the group.
 */
export const forEachStatedTrait = (event: CustomerEvent, take: (name: string, value: Json) => void): void => {
  const own = event.type === 'identify' ? event.traits : undefined;
  const said = event.context?.traits;
  if (isObject(said)) {
    for (const name of Object.keys(said)) {
      const value = said[name];
      if (value === undefined || !canBeTrait(name)) continue;
      if (own !== undefined && ownEntry(own, name) !== undefined) continue;
      take(name, value);
    }
  }
  if (own === undefined) return;
  for (const name of Object.keys(own)) {
    const value = own[name];
    if (value !== undefined && canBeTrait(name)) take(name, value);
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, Json | undefined>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The customer's address as their traits say it, if it is one that mail could go to at all. */
export const emailOf = (traits: Readonly<Record<string, Trait>>): string | undefined => {
  const value = ownEntry(traits, 'email')?.value;
  return typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value.trim()) ? value.trim() : undefined;
};

/** What is known by name, without who said it and when. */
export const traitValues = ({ traits }: { readonly traits: Readonly<Record<string, Trait>> }): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]));
