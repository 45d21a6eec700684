import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import type { MarketingRead } from '#infra/marketing.ts';
import type { CompiledMessage } from '#shared/domain/message/message.ts';
import type { EventVariables } from '#shared/domain/message/message-variables.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import { usualTraits } from './customer/customer-file.ts';
import { printable } from './customer/printable.ts';
import { CommandFailure, exitCodes } from './failure.ts';
import { brokenFile, hintOf, type MarketingOption, marketingFolder, withMarketingOption } from './marketing.ts';
import { columns, type JsonOption, tell } from './output.ts';
import type { SampleOccasion } from './preview/sample-occasion.ts';
import { writeAsked } from './write-file.ts';

const help = `
The profile is JSON with the customer's traits, by hand or as \`tributary profile <id> --json\` answers it. Without --as the reader is
Ada, of whom everything is known: the examples of vocabulary.yaml, else what the tests of the journey say of their customers. A value that
nobody has given an example of is shown as ‹its name›. Look at a message as somebody of whom nothing is known, too: {"traits": {}}.

Beside the traits it may say what else the message speaks of; null means that there is none, and what is not said is an example of what
the journey that sends the message would have. Where several send it, --journey says which:
  {"traits": {…}, "event": {"name": "Cart Updated", "properties": {…}}, "reply": {…}, "coupon": {"code": "WB-1", "value": "15 %", "expires_at": …}}

HTML and plain text are written to --out, and with a Chromium on this machine pictures as well: on a desktop, and on a phone.

Examples:
  tributary preview product-manual
  tributary preview product-manual --as somebody.json
  tributary preview product-manual --journey lead-nurture     as this journey sends it
  tributary preview product-manual --dark                     pictures as on a dark screen
  tributary profile cus_1f0c --json > cus_1f0c.json           a real customer: keep such files out of the repository`;

interface PreviewOptions extends MarketingOption, JsonOption {
  readonly as?: string;
  readonly journey?: string;
  readonly out: string;
  readonly dark?: boolean;
}

export const addPreviewCommand = (program: Command): void => {
  withMarketingOption(program.command('preview'))
    .summary('see a message as a customer gets it')
    .description('Renders a message for one customer, as it would be sent. Nothing is sent.')
    .argument('<message>', 'the name of its file, without .mjml')
    .option('--as <profile.json>', 'for this customer')
    .option('--journey <name>', 'as this journey sends it, where several do')
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
  const { readExamplesInTests } = await import('./preview/examples-in-tests.ts');
  const { spokenBelow, withPlaceholders } = await import('./preview/placeholder.ts');
  const { senderOf } = await import('./preview/sender-of.ts');
  const now = new Date();
  // A file that cannot be used is told before anything takes time.
  if (options.as !== undefined) readProfileFile(options.as);
  const read = await readMarketing(folder);
  const message = await findMessage(read, folder, name);
  if (read.channels === undefined) throw brokenFile(read, join(folder, 'channels.yaml'));
  const { sender, others } = senderOf(read.journeys, name, options.journey);
  const { email } = read.channels;
  const from = message.sender === undefined ? email.from : { ...email.from, name: message.sender };
  const { coupons, vocabulary } = read;
  const tests = await readExamplesInTests(folder, sender?.journey);
  const examples = { ...usualTraits, ...tests.traits, ...vocabulary?.examples?.traits };
  const typeOf = (trait: string) => ownEntry(vocabulary?.traits ?? {}, trait);
  const given = readProfileFile(options.as, withPlaceholders(examples, spokenBelow(message, ['traits']), typeOf, now));
  const customer = sampleCustomer(given, now);
  const spoken = {
    event: spokenBelow(message, ['event', 'properties']),
    reply: spokenBelow(message, ['reply', 'properties']),
  };
  const occasion = sampleOccasion(given, { message: name, sender, coupons, vocabulary, tests, spoken, now });
  const seen = previewMessage(message, customer, email, { journey: sender?.journey ?? 'preview', at: now, ...occasion });

  const html = join(options.out, `${name}.html`);
  const text = join(options.out, `${name}.txt`);
  await writeAsked(html, seen.html);
  await writeAsked(text, `${seen.text}\n`);
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
    ...(others.length === 0 ? {} : { alsoSentBy: others }),
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
        ...(sender === undefined ? [] : [['Journey', [sender.journey, ...others.map((other) => `or ${other}`)].join(', ')]]),
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
  const file = brokenFileBehind(read, folder, name);
  if (file !== undefined) throw brokenFile(read, file);
  const { didYouMean } = await import('#shared/domain/marketing/did-you-mean.ts');
  const hint = didYouMean(
    name,
    read.messages.map(({ message }) => message),
  );
  throw new CommandFailure(`There is no message ${name}.`, exitCodes.failed, hintOf(hint));
};

/** The file whose mistakes keep a message from being seen: its own, its layout, or that of the message which it has the body of. */
const brokenFileBehind = ({ problems, names }: MarketingRead, folder: string, name: string): string | undefined => {
  const messages = resolve(folder, 'messages');
  const files = [...new Set(problems.map(({ file }) => resolve(file)))].filter((file) => dirname(file) === messages);
  const own = files.find((file) => file === join(messages, `${name}.mjml`));
  if (own !== undefined || !names.messages.includes(name)) return own;
  return files.find((file) => basename(file).startsWith('_')) ?? files.find((file) => file.endsWith('.mjml'));
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
