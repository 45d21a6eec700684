/** Segment's limits for a batch are 500 KB and 2,500 events; some room is left for what surrounds the events. */
export const largestBatchBytes = 480 * 1024;
export const largestBatchEvents = 2_500;

/** Lines that are sent together. */
export interface Batch {
  readonly events: readonly string[];
  readonly firstLine: number;
  /** Of its last event. */
  readonly lastLine: number;
}

/** Gathers events into batches within the limits. */
export interface Batches {
  /** Adds an event; answers with the batch that it did not fit into any more. */
  add(json: string, bytes: number, line: number): Batch | undefined;
  /** What is left. */
  rest(): Batch | undefined;
}

export const createBatches = (mostEvents: number): Batches => {
  let events: string[] = [];
  let bytes = 0;
  let firstLine = 0;
  let lastLine = 0;

  const take = (): Batch | undefined => {
    if (events.length === 0) return undefined;
    const batch = { events, firstLine, lastLine };
    events = [];
    bytes = 0;
    return batch;
  };

  return {
    add: (json, size, line) => {
      // One more byte for the comma between two events.
      const full = events.length >= mostEvents || bytes + size + 1 > largestBatchBytes ? take() : undefined;
      if (events.length === 0) firstLine = line;
      events.push(json);
      bytes += size + 1;
      lastLine = line;
      return full;
    },
    rest: take,
  };
};
