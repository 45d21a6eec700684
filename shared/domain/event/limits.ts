/** What one request may hold, in one place. Sizes are bytes of JSON, after any content encoding is undone. */
export const limits = {
  /** Segment's: larger single events are answered 400. Also keeps an event item far below DynamoDB's 400 KB. */
  eventBytes: 32 * 1024,
  /** Segment's, and so the most that a compressed body may inflate to. */
  batchBytes: 500 * 1024,
  /** Segment's: those beyond are rejected and kept, the request succeeds. */
  eventsPerBatch: 2_500,
  /**
   * More entries than could be events: the shortest possible one takes 28 bytes. Such a body is refused as a whole, because
   * keeping each of its entries as a rejected event would cost its sender nothing and us a write each.
   */
  entriesPerBatch: 18_000,
  /**
   * Of a batch's own context and integrations, which every event of it gets a copy of: without a limit 500 KB could become
   * 2,500 times as much in the table.
   */
  sharedBytes: 8 * 1024,
  /** Deeper than any SDK sends; walking and printing deeper values would risk the stack. */
  nesting: 32,
  /** Segment's: part of the sort key. */
  messageIdCharacters: 100,
  /** Ids are part of the partition key, which DynamoDB limits to 2,048 bytes; nobody's id is this long. */
  idCharacters: 255,
  /** Of a track event: part of counters, journeys and the bus, where `detail-type` takes 128 characters. */
  nameCharacters: 128,
  /** Of one rejected event. A list of thousands of wrong products has a problem each, and all of them would not fit into an item. */
  problems: 50,
} as const;
