import { Buffer } from 'node:buffer';
import type * as z from 'zod/mini';
import { InvalidPageToken } from '#shared/domain/errors.ts';

/** A page token says where to read on, and is opaque to whoever carries it. Nothing in it grants access. */
export const pageToken = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** @throws InvalidPageToken when it is not one of ours. */
export const readPageToken = <Schema extends z.ZodMiniType>(token: string, schema: Schema): z.infer<Schema> => {
  try {
    return schema.parse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new InvalidPageToken({ cause });
  }
};
