import type { Problem } from '#shared/domain/marketing/problem.ts';
import { type LiquidReading, readLiquid } from '#shared/domain/message/check-liquid.ts';
import { renderingMistake } from '#shared/domain/message/rendering-mistake.ts';
import type { TextMistake } from '#shared/domain/message/text-mistake.ts';
import { checkMjml } from './check-mjml.ts';
import { type Duty, dutiesMissing, unrenderable } from './compiled-message-checks.ts';
import { explainMjml, isValueMistake } from './explain-value.ts';
import { htmlOf } from './html-of.ts';
import { type Layout, layOut } from './layout.ts';
import { problemIn } from './passage.ts';
import { plainTextOf } from './plain-text.ts';

/** Every mistake of a layout itself, found without any message in it. */
export const checkLayout = async (layout: Layout, traits: readonly string[] | undefined): Promise<readonly Problem[]> => {
  const { source } = layout;
  const liquid = readLiquid(source.text, traits);
  const mjml = checkMjml(source.text);
  const rendering = liquid.isReadable ? renderingMistake(source.text) : undefined;
  const mistakes = [...liquid.mistakes, ...mjml, ...(rendering === undefined ? [] : [rendering])];

  const { source: laidOut, originOf } = layOut(layout, { body: { file: source.file, text: '', line: 1 }, preheader: 'x' });
  const result = await htmlOf(laidOut);
  if ('mistakes' in result) {
    const values = result.mistakes
      .filter((mistake) => mjml.length === 0 || isValueMistake(mistake))
      .map((mistake) => explainMjml(mistake, source, originOf(mistake.line).line));
    return [...mistakes.map((mistake) => problemIn(source, mistake)), ...values];
  }
  const { html } = result;
  return [...mistakes, ...undone(source.text, html, liquid, mjml)].map((mistake) => problemIn(source, mistake));
};

/** What the law wants and the layout lacks; nothing where other mistakes hide that. */
const undone = (text: string, html: string, liquid: LiquidReading, mjml: readonly TextMistake[]): readonly TextMistake[] => {
  if (mjml.length > 0 || !liquid.isReadable) return [];
  const duties = dutiesMissing({ ...empty, html, text: plainTextOf(html) });
  if ('unrenderable' in duties) return renderingMistake(text) === undefined ? [unrenderable(duties.unrenderable)] : [];
  const misspelt = (duty: Duty) => liquid.mistakes.some(({ hint }) => hint?.includes(`\`${duty}\``) === true);
  return duties.missing.filter((duty) => !misspelt(duty)).map((duty) => dutyMistake(text, duty));
};

const empty = { message: 'layout', subject: 'x', preheader: 'x' };

/** Where it should be: at what was meant for it, or else at the end of the body, which is where footers are. */
const dutyMistake = (text: string, duty: Duty): TextMistake => {
  const place = text.indexOf(duty);
  const offset = Math.max(0, place < 0 ? text.lastIndexOf('</mj-body>') : place);
  return duty === 'unsubscribe_url'
    ? {
        offset,
        message: 'the layout has no unsubscribe link',
        hint: 'its footer needs `<a href="{{ unsubscribe_url }}">Unsubscribe</a>`, whatever the customer',
      }
    : {
        offset,
        message: "the layout does not show the sender's postal address",
        hint: 'its footer needs `{{ postal_address }}`, whatever the customer',
      };
};
