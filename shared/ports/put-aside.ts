/** A stream record that cannot be folded, with all that a redrive needs. No content: the event stays in the table. */
export interface PutAsideRecord {
  /** The profile id whose partition holds the event: its key is `P#<partition>` / `<sortKey>`. */
  readonly partition: string;
  readonly sortKey: string;
  /** The stream that the sequence number belongs to, as positions name it; missing in messages of older versions. */
  readonly stream?: string | undefined;
  readonly sequenceNumber: string;
  readonly reason: string;
}

/** Where unprocessable records wait for a redrive (a dead-letter queue). */
export interface PutAside {
  /** Twice is harmless. @throws StoreUnavailable */
  put(records: readonly PutAsideRecord[]): Promise<void>;
}
