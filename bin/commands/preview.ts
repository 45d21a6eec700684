import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import type { MarketingRead } from '#infra/marketing.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import type { EventVariables } from '#shared/domain/message/message-variables.ts';
import { printable } from './customer/printable.ts';
import { CommandFailure, exitCodes } from './failure.ts';
import { brokenFile, hintOf, type MarketingOption, marketingFolder, withMarketingOption } from './marketing.ts';
import { columns, type JsonOption, tell } from './output.ts';
import type { SampleOccasion } from './preview/sample-occasion.ts';

const help = `
The profile is JSON with the customer's traits, by hand or as \`tributary profile <id> --json\` answers it. Without --as the reader is
Ada, of whom everything usual is known. Look at a message as somebody of whom nothing is known, too: {"traits": {}}.

Beside the traits it may say what else the message speaks of; null means that there is none, and what is not said is an example of what
the journey that sends the message would have:
  {"traits": {…}, "event": {"name": "Cart Updated", "properties": {…}}, "reply": {…}, "coupon": {"code": "WB-1", "value": "15 %", "expires_at": …}}

HTML and plain text are written to --out, and with a Chromium on this machine pictures as well: on a desktop, and on a phone.

Examples:
  tributary preview product-manual
  tributary preview product-manual --as somebody.json
  tributary preview product-manual --dark                     pictures as on a dark screen
  tributary profile cus_1f0c --json > cus_1f0c.json           a real customer: keep such files out of the repository`;

interface PreviewOptions extends MarketingOption, JsonOption {
  readonly as?: string;
  readonly out: string;
  readonly dark?: boolean;
}

export const addPreviewCommand = (program: Command): void => {
  withMarketingOption(program.command('preview'))
    .summary('see a message as a customer gets it')
    .description('Renders a message for one customer, as it would be sent. Nothing is sent.')
    .argument('<message>', 'the name of its file, without .mjml')
    .option('--as <profile.json>', 'for this customer')
    .option('--out <folder>', 'where to write it', '.local/preview')
    .option('--dark', 'take the pictures as on a dark screen')
    .option('--json', 'answer with one JSON object')
    .addHelpText('after', help)
    .action(preview);
};

const preview = async (name: string, options: PreviewOptions): Promise<void> => {
  const folder = marketingFolder(options);
  const { readMarketing } = await import('#infra/marketing.ts');
  const { previewMessage } = await import('./preview/preview-message.ts');
  const { readProfileFile } = await import('./preview/profile-file.ts');
  const { sampleCustomer } = await import('./preview/sample-customer.ts');
  const { sampleOccasion } = await import('./preview/sample-occasion.ts');
  const now = new Date();
  const given = readProfileFile(options.as);
  const customer = sampleCustomer(given, now);
  const read = await readMarketing(folder);
  const message = await findMessage(read, folder, name);
  if (read.channels === undefined) throw brokenFile(read, join(folder, 'channels.yaml'));
  const { sentMessages } = await import('./check/sent-messages.ts');
  const sender = read.journeys.find((journey) => sentMessages(journey).includes(name));
  const { email } = read.channels;
  const from = message.sender === undefined ? email.from : { ...email.from, name: message.sender };
  const { coupons, vocabulary } = read;
  const occasion = sampleOccasion(given, { sender, coupons, vocabulary, now });
  const seen = previewMessage(message, customer, email, { journey: sender?.journey ?? 'preview', at: now, ...occasion });

  await mkdir(options.out, { recursive: true });
  const html = join(options.out, `${name}.html`);
  const text = join(options.out, `${name}.txt`);
  await writeFile(html, seen.html);
  await writeFile(text, `${seen.text}\n`);
  const pictures = await takePictures(html, options);
  const { pictureProblem, ...pictureFiles } = pictures;

  const htmlBytes = Buffer.byteLength(seen.html);
  const textBytes = Buffer.byteLength(seen.text);
  const result = {
    message: name,
    subject: seen.subject,
    preheader: seen.preheader,
    from,
    ...seen.recipient,
    ...(sender === undefined ? {} : { journey: sender.journey }),
    occasion,
    htmlBytes,
    textBytes,
    text: seen.text,
    files: { html, text, ...pictureFiles },
    ...(pictureProblem === undefined ? {} : { pictureProblem }),
  };
  tell(options, result, () =>
    [
      columns([
        ['Subject', seen.subject],
        ['Preheader', seen.preheader],
        ['From', `${from.name} <${from.address}>`],
        ['To', 'to' in seen.recipient ? seen.recipient.to : `nobody: it would not be sent (${seen.recipient.notSent})`],
        ...occasionRows(occasion),
        ['Size', `${kilobytes(htmlBytes)} of HTML (Gmail shows 100 KB), ${kilobytes(textBytes)} of text`],
        ...Object.values(result.files).map((file, index) => [index === 0 ? 'Files' : '', file]),
        ...(pictureProblem === undefined ? [] : [['Pictures', pictureProblem]]),
      ]),
      '',
      seen.text.replaceAll(/^/gm, '  | '),
    ].join('\n'),
  );
};

/** What the message was made with, as a message would ask for it. */
const occasionRows = ({ event, reply, coupon }: SampleOccasion): readonly (readonly string[])[] => [
  ...(event === undefined ? [] : [['Event', sayEvent(event)]]),
  ...(reply === undefined ? [] : [['Reply', sayEvent(reply)]]),
  ...(coupon === undefined ? [] : [['Coupon', `${coupon.code} for ${coupon.value}, until ${coupon.expires_at}`]]),
];

const sayEvent = ({ name, properties }: EventVariables): string => printable(`${name} ${JSON.stringify(properties)}`);

const findMessage = async (read: MarketingRead, folder: string, name: string): Promise<CompiledMessage> => {
  const found = read.messages.find(({ message }) => message === name);
  if (found !== undefined) return found;
  const file = join(folder, 'messages', `${name}.mjml`);
  const problems = read.problems.filter((problem) => resolve(problem.file) === resolve(file));
  if (problems.length > 0) throw brokenFile(read, file);
  const layout = join(folder, 'messages', '_layout.mjml');
  if (read.problems.some((problem) => resolve(problem.file) === resolve(layout))) throw brokenFile(read, layout);
  const { didYouMean } = await import('#shared/domain/marketing/did-you-mean.ts');
  const hint = didYouMean(
    name,
    read.messages.map(({ message }) => message),
  );
  throw new CommandFailure(`There is no message ${name}.`, exitCodes.failed, hintOf(hint));
};

type Pictures = { readonly desktop?: string; readonly mobile?: string; readonly pictureProblem?: string };

/** A preview without pictures is still one: what is in the way of them is told, and that is all. */
const takePictures = async (html: string, { dark = false }: PreviewOptions): Promise<Pictures> => {
  const { findChromium, openBrowser } = await import('./preview/chromium.ts');
  const { takeScreenshot } = await import('./preview/screenshot.ts');
  const chromium = findChromium();
  if (chromium === undefined) {
    return {
      pictureProblem:
        'left out, because no Chromium or Chrome is installed here (on Debian and Ubuntu: apt-get install chromium)',
    };
  }
  const base = html.replace(/\.html$/, '');
  const page = pathToFileURL(resolve(html));
  const browser = openBrowser(chromium);
  try {
    const files = { desktop: `${base}-desktop.png`, mobile: `${base}-mobile.png` };
    for (const screen of ['desktop', 'mobile'] as const)
      await takeScreenshot(browser, page, { screen, dark, file: files[screen] });
    return files;
  } catch (error) {
    return {
      pictureProblem: `left out, because ${chromium} did not take them: ${error instanceof Error ? error.message : error}`,
    };
  } finally {
    await browser.close();
  }
};

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;
