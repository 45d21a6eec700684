import { listed, nearest } from '#shared/domain/marketing/did-you-mean.ts';
import type { TextMistake } from '#shared/domain/message/text-mistake.ts';
import { checkHtml, withoutHtml } from './check-html.ts';
import { type MjmlElement, mjmlElements, parentsOf, withoutComponent } from './mjml-elements.ts';
import { type MjmlTag, nextTag, withoutComments } from './scan-mjml.ts';

/**
 * Finds what MJML would refuse, and what it would drop without a word: it reads past an element that is not closed, and its text is gone.
 *
 * @param root the element that the text stands in: the body, for the sections of a message; none, for a layout.
 */
export const checkMjml = (source: string, root?: 'mj-body'): readonly TextMistake[] => {
  const text = withoutComments(source);
  const mistakes: TextMistake[] = [];
  const open: Open[] = [];
  let from = 0;
  const close = (tag: Open, hint = hintToClose(tag)) =>
    mistakes.push({ offset: tag.begin, message: `\`<${tag.name}>\` is not closed`, hint });

  for (let tag = nextTag(text, from); tag !== undefined; tag = nextTag(text, from)) {
    const parent = open.at(-1);
    mistakes.push(...lostText(source, text, from, tag.begin, parent?.name ?? root), ...tag.mistakes);
    from = tag.end;
    if (tag.kind === 'close') {
      const at = open.findLastIndex(({ name, meant }) => name === tag.name || meant === tag.name);
      if (at >= 0) {
        for (const left of open.splice(at).slice(1).reverse()) close(left);
      } else if (parent !== undefined && nearest(tag.name, [parent.name]) !== undefined) {
        mistakes.push({ offset: tag.begin, message: `\`</${tag.name}>\` closes nothing`, hint: `write \`</${parent.name}>\`` });
        open.pop();
      } else {
        mistakes.push({
          offset: tag.begin,
          message: `\`</${tag.name}>\` closes nothing`,
          hint: 'take it out, or open it where it begins',
        });
      }
      continue;
    }
    const meant = elementMeant(tag.name);
    mistakes.push(...elementMistakes(tag, parent, root));
    const element = mjmlElements.get(meant ?? tag.name);
    if (tag.kind === 'empty') continue;
    const opened: Open = { ...tag, meant };
    if (element !== undefined && !element.holdsText) {
      if (mustBeEmpty(element) && !closesAhead(text, tag)) close(opened, `write \`<${tag.name} … />\``);
      else open.push(opened);
      continue;
    }
    // What it holds is text; it goes to its end, or to where another element shows that the end is missing.
    const end = endOfText(text, opened, element === undefined);
    if (end.mistake === 'missing' && tag.mistakes.length === 0) close(opened);
    if (typeof end.mistake === 'object') mistakes.push(end.mistake);
    if (end.mistake === undefined && element !== undefined && !withoutHtml.includes(tag.name)) {
      mistakes.push(...checkHtml(text, tag.end, text.lastIndexOf('</', end.from - 1)));
    }
    from = end.from;
  }
  mistakes.push(...lostText(source, text, from, text.length, open.at(-1)?.name ?? root));
  for (const left of open.reverse()) close(left);
  return mistakes.toSorted((a, b) => a.offset - b.offset);
};

interface Open extends MjmlTag {
  /** The element that its name is a misspelling of. */
  readonly meant: string | undefined;
}

const hintToClose = ({ name }: MjmlTag): string => `write \`</${name}>\` where it ends`;

const mustBeEmpty = ({ children }: MjmlElement): boolean => children.length === 0;

/** Whether the next tag is its end, as in `<mj-spacer></mj-spacer>`. */
const closesAhead = (text: string, { name, end }: MjmlTag): boolean => {
  const next = nextTag(text, end);
  return next?.kind === 'close' && next.name === name;
};

const elementMeant = (name: string): string | undefined =>
  mjmlElements.has(name) || withoutComponent.includes(name) ? undefined : nearest(name, [...mjmlElements.keys()]);

const elementMistakes = (tag: MjmlTag, parent: Open | undefined, root: string | undefined): readonly TextMistake[] => {
  const { name, begin } = tag;
  const element = mjmlElements.get(name);
  if (element === undefined) {
    if (withoutComponent.includes(name)) return [];
    const meant = elementMeant(name);
    const isHtml = !name.startsWith('mj');
    const hint = isHtml
      ? 'HTML stands in `<mj-text>`, or in `<mj-raw>`'
      : meant === undefined
        ? 'docs/messages.md names the usual ones'
        : `did you mean \`<${meant}>\`?`;
    return [
      {
        offset: begin + 1,
        message: isHtml ? `\`<${name}>\` cannot stand between MJML elements` : `there is no element \`<${name}>\``,
        hint,
      },
    ];
  }
  return [...nestingMistakes(tag, parent, root), ...attributeMistakes(tag, element)];
};

const nestingMistakes = (
  { name, begin }: MjmlTag,
  parent: Open | undefined,
  root: string | undefined,
): readonly TextMistake[] => {
  const around = parent === undefined ? root : (parent.meant ?? parent.name);
  // The whole of a layout is in `mjml`, and a message is refused for more than its place.
  if (around === undefined || wholes.includes(name)) return [];
  const allowed = mjmlElements.get(around)?.children ?? 'any';
  if (allowed === 'any' || allowed.includes(name)) return [];
  const parents = parentsOf(name).map((one) => `\`<${one}>\``);
  const last = parents.pop();
  const where = parents.length === 0 ? last : `${parents.join(', ')} or ${last}`;
  const place = parent === undefined ? 'outside of a section' : `in \`<${around}>\``;
  return [{ offset: begin + 1, message: `\`<${name}>\` cannot stand ${place}`, hint: `it stands in ${where}` }];
};

/** What the layout has, and a message has not. */
export const wholes: readonly string[] = ['mjml', 'mj-head', 'mj-body'];

const attributeMistakes = ({ name, attributes }: MjmlTag, { attributes: known }: MjmlElement): readonly TextMistake[] =>
  attributes
    .filter((attribute) => !known.includes(attribute.name))
    .map((attribute) => {
      const meant = nearest(attribute.name, known) ?? synonyms.get(attribute.name);
      const hint =
        meant === undefined || !known.includes(meant)
          ? `it has ${listed(known.filter((one) => !finer.test(one)))}`
          : `did you mean \`${meant}\`?`;
      return { offset: attribute.begin, message: `\`<${name}>\` has no attribute \`${attribute.name}\``, hint };
    });

const synonyms = new Map([
  ['class', 'css-class'],
  ['bgcolor', 'background-color'],
  ['background', 'background-color'],
]);

/** Attributes of one side or corner, which would make the list long. */
const finer = /^(padding|border|inner-border|border-radius)-|^mj-class$|^container-/;

/** What stands between elements is in no mail: MJML drops it. */
const lostText = (source: string, text: string, from: number, to: number, around: string | undefined): readonly TextMistake[] => {
  const lost = [...text.slice(from, to).matchAll(/\{\{.*?\}\}|\{%.*?%\}|\S(?:[^{\n]|\{(?![{%]))*/gs)];
  if (around === undefined || !around.startsWith('mj')) return [];
  return lost.map((match) => {
    const offset = from + match.index;
    const said = source.slice(offset, offset + match[0].length).trim();
    return said.startsWith('{{') || said.startsWith('{%')
      ? {
          offset,
          message: `\`${said.replace(/\s+/g, ' ')}\` is lost, because it stands between two MJML elements`,
          hint: `write \`<mj-raw>${said.replace(/\s+/g, ' ')}</mj-raw>\``,
        }
      : {
          offset,
          message: `\`${said.length > 40 ? `${said.slice(0, 40).trimEnd()}…` : said}\` is lost, because it stands between two MJML elements`,
          hint: 'put it into `<mj-text>`',
        };
  });
};

/** Where the text of an element ends. */
const endOfText = (
  text: string,
  tag: Open,
  isUnknown: boolean,
): { readonly from: number; readonly mistake?: 'missing' | TextMistake } => {
  for (let next = nextTag(text, tag.end); next !== undefined; next = nextTag(text, next.end)) {
    const isOwn = next.name === tag.name;
    if (isOwn && next.kind === 'close') return { from: next.end };
    if (!isOwn && !next.name.startsWith('mj')) continue;
    // In what is no element at all there may be some.
    if (isUnknown && next.kind !== 'close') continue;
    // Its end is spelt right, and that its beginning is not has been said.
    if (next.kind === 'close' && next.name === tag.meant) return { from: next.end };
    const isMisspelt = next.kind === 'close' && !mjmlElements.has(next.name) && nearest(next.name, [tag.name]) !== undefined;
    if (!isMisspelt) return { from: next.begin, mistake: 'missing' };
    return {
      from: next.end,
      mistake: { offset: next.begin, message: `\`</${next.name}>\` closes nothing`, hint: `write \`</${tag.name}>\`` },
    };
  }
  return { from: text.length, mistake: 'missing' };
};
