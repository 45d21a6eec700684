import * as z from 'zod';

const page = z.looseObject({
  rejected: z.array(z.looseObject({ event: z.looseObject({ messageId: z.unknown() }).catch({ messageId: undefined }) })),
  next: z.string().optional(),
});

/** How many rejected events the API lists whose message ids begin so. */
export const countRejected = async (
  api: { readonly apiUrl: string; readonly serverKey: string },
  prefix: string,
): Promise<number> => {
  let count = 0;
  let next: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '200', ...(next === undefined ? {} : { next }) });
    const answer = await fetch(`${api.apiUrl}/v1/rejected-events?${query}`, {
      headers: { authorization: `Bearer ${api.serverKey}` },
    });
    if (!answer.ok) throw new Error(`the rejected events cannot be listed: ${answer.status} ${await answer.text()}`);
    const read = page.parse(await answer.json());
    count += read.rejected.filter(
      ({ event: { messageId } }) => typeof messageId === 'string' && messageId.startsWith(prefix),
    ).length;
    next = read.next;
  } while (next !== undefined);
  return count;
};
