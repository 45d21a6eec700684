import { describe, expect, it } from 'vitest';
import { compileMessages } from '#shared/adapters/mjml/compile-messages.ts';
import { readChannels } from '#shared/adapters/yaml/read-channels.ts';
import { messageVariables } from '#shared/domain/message/message-variables.ts';
import { renderMessage } from '#shared/domain/message/render-message.ts';
import { at } from '#test/support/a-customer-event.ts';
import { aProfile, traitsOf } from '#test/support/a-profile.ts';

const { messages, problems } = await compileMessages('marketing/messages');
const rendered = (name: string, traits: Record<string, string>) => {
  const message = messages.find(({ message: each }) => each === name);
  if (message === undefined) throw new Error(`there is no message ${name}`);
  const result = renderMessage(
    message,
    messageVariables(aProfile({ traits: traitsOf(traits) }), {
      journey: 'lead-nurture',
      unsubscribeUrl: 'https://api.example/v1/unsubscribe/t',
      postalAddress: '12 Harbour Street',
      at: at('09:00'),
    }),
  );
  if (result.kind !== 'rendered') throw new Error(result.problem);
  return result;
};

describe('the messages of this repository', () => {
  it('have no problems', () => expect(problems).toEqual([]));

  it('are those of the lead nurture', () => {
    expect(messages.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['product-manual', 'case-study', 'webinar-invitation']),
    );
  });

  it.each(messages.map(({ message, html }) => [message, html] as const))('%s is small enough to be shown whole', (_, html) => {
    expect(Buffer.byteLength(html)).toBeLessThan(60 * 1024);
  });

  it.each(messages.map(({ message }) => [message]))('%s reads well to somebody we know nothing of', (name) => {
    const { subject, text, html } = rendered(name, {});
    expect(subject).not.toMatch(/^[,\s]|[,\s]$|,\s*,/);
    for (const part of [text, html]) {
      expect(part).not.toMatch(/\{\{|\{%|undefined|null|NaN/);
      expect(part).toContain('https://api.example/v1/unsubscribe/t');
      expect(part).toContain('12 Harbour Street');
    }
  });

  it('speak to somebody by name', () => {
    expect(rendered('product-manual', { firstName: 'Mira' }).subject).toBe('Your guide to induction cooking, Mira');
    expect(rendered('webinar-invitation', { firstName: 'Mira' }).subject).toMatch(/^Mira, cook with us/);
    expect(rendered('case-study', { city: 'Köln' }).text).toContain('near Köln you can try');
  });

  it('as text', async () => {
    await expect(rendered('case-study', { firstName: 'Mira', city: 'Köln' }).text).toMatchFileSnapshot(
      '__snapshots__/case-study.txt',
    );
  });
});

describe('the channels of this repository', () => {
  it('have no problems', async () => {
    const { channels, problems: mistakes } = await readChannels('marketing/channels.yaml');
    expect(mistakes).toEqual([]);
    expect(channels?.email.consent).toBe('implied');
  });
});
