import type { CustomerEvent } from '#shared/events/customer-event.ts';

/** An event as the API takes it, with the times that we know of it: the log says when it arrived, and a replay lets it arrive then. */
export const eventLine = (event: CustomerEvent): string => {
  const { version: _version, profileId: _profileId, name, type, ...rest } = event;
  return JSON.stringify({ type, ...(type === 'track' ? { event: name } : {}), ...rest });
};
