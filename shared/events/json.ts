/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object, as event properties, traits and context are. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}
