/** A mistake in a text, by the character that it begins at. */
export interface TextMistake {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}
