/** What steps name, in whatever place. */
export interface NamesInSteps {
  readonly messages: ReadonlySet<string>;
  readonly coupons: ReadonlySet<string>;
  readonly destinations: ReadonlySet<string>;
  /** Lists of places. */
  readonly places: ReadonlySet<string>;
}

/** Reads the names from state machines, so that arms and new kinds of steps change nothing here. */
export const namesInSteps = (definitions: readonly unknown[]): NamesInSteps => {
  const [messages, coupons, destinations, places] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()];
  const note = (names: Set<string>, name: unknown): void => {
    if (typeof name === 'string') names.add(name);
  };
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const kind = 'kind' in value ? value.kind : undefined;
    if (kind === 'send' && 'message' in value) note(messages, value.message);
    if (kind === 'coupon' && 'coupon' in value) note(coupons, value.coupon);
    if (kind === 'webhook' && 'destination' in value) note(destinations, value.destination);
    if ('nearest' in value) note(places, value.nearest);
    for (const inner of Object.values(value)) look(inner);
  };
  for (const definition of definitions) look(definition);
  return { messages, coupons, destinations, places };
};
