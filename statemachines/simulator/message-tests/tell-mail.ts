import type { MailDifference, MailPart } from './compare-mail.ts';
import type { RenderedMail } from './render-mail.ts';

/**
 * A mail that is not as expected, as its reader has it: with `+` before what should not be so and `-` where something is missing.
 */
export const tellMail = (mail: RenderedMail, differences: readonly MailDifference[]): string => {
  const wrong = (part: MailPart, found?: string) =>
    differences.filter((each) => each.kind === 'wrong' && each.part === part && (found === undefined || each.found === found));
  const line = (text: string, remarks: readonly MailDifference[]) =>
    remarks.length === 0 ? `  ${text}`.trimEnd() : `+ ${text}   ← ${remarks.map((each) => each.text).join('; ')}`;
  const head = (title: string, part: 'from' | 'subject' | 'preheader' | 'language') =>
    line(`${title.padEnd(10)} ${mail[part] ?? 'none'}`, wrong(part));
  const lines = mail.text.split('\n');
  const missing = differences.filter(({ kind }) => kind === 'missing');
  return [
    head('From', 'from'),
    head('Subject', 'subject'),
    head('Preheader', 'preheader'),
    ...(wrong('language').length === 0 ? [] : [head('Language', 'language')]),
    '',
    // What is missing stands under the line that is most like it.
    ...lines.flatMap((text) => [
      line(`| ${text}`, wrong('text', text)),
      ...missing.filter(({ part, found }) => part === 'text' && found === text).map((each) => sayMissing(`| ${each.text}`)),
    ]),
    ...missing.filter(({ part, found }) => part === 'text' && found === undefined).map(({ text }) => sayMissing(`| ${text}`)),
    // What is spread over several lines.
    ...wrong('text')
      .filter(({ found = '' }) => !lines.includes(found))
      .map(({ text }) => `+ |   ← ${text}`),
    ...(differences.some(({ part }) => part === 'links')
      ? ['', ...mail.links.map((link) => line(`→ ${link}`, wrong('links', link)))]
      : []),
    ...missing.filter(({ part }) => part === 'links').map(({ text }) => sayMissing(`→ ${text}`)),
  ].join('\n');
};

const sayMissing = (text: string): string => `- ${text}   ← expected, and not there`;
