import type { GraphEvent, JourneyGraph } from './drawing.ts';
import { tip } from './svg-arrow.ts';
import { door, flag } from './svg-icons.ts';
import { px, texts } from './svg-text.ts';
import { linesOf, shortened } from './text-lines.ts';

/** A line of a card, and the height that it takes. */
interface Line {
  readonly text: string;
  readonly bold: boolean;
  /** The first of something else. */
  readonly apart?: boolean;
}

interface Card {
  readonly kind: 'goal' | 'exit';
  readonly heading: string;
  readonly lines: readonly Line[];
  readonly height: number;
}

export interface Side {
  readonly cards: readonly Card[];
  readonly height: number;
}

export const sideWidth = 226;
const cardGap = 18;
const lineHeight = ({ bold, apart }: Line): number => (bold ? 18 : 16) + (apart === true ? 6 : 0);

/** The goal, and below it what else takes a customer out. */
export const sideOf = ({ goal, exits, exitsWhen }: JourneyGraph): Side | undefined => {
  const inner = sideWidth - 58;
  const bold = (text: string): readonly Line[] =>
    linesOf(shortened(text), inner, 14, true).map((line) => ({ text: line, bold: true }));
  const faint = (text: string): readonly Line[] =>
    linesOf(shortened(text), inner, 12).map((line) => ({ text: line, bold: false }));
  const event = ({ what, when }: GraphEvent) => [...bold(what), ...(when === undefined ? [] : faint(`if ${when}`))];
  const card = (kind: Card['kind'], heading: string, lines: readonly Line[]): Card => ({
    kind,
    heading,
    lines,
    height: 36 + lines.reduce((sum, line) => sum + lineHeight(line), 0),
  });
  const cards = [
    ...(goal === undefined ? [] : [card('goal', 'Goal', [...event(goal), ...faint(`within ${goal.within}`)])]),
    ...(exits.length === 0 ? [] : [card('exit', 'Leaves at once on', apart(exits.map(event)))]),
    ...(exitsWhen.length === 0 ? [] : [card('exit', 'Leaves at a step if', apart(exitsWhen.map(faint)))]),
  ];
  if (cards.length === 0) return undefined;
  return { cards, height: cards.reduce((sum, { height }) => sum + height + cardGap, -cardGap) };
};

const apart = (groups: readonly (readonly Line[])[]): readonly Line[] =>
  groups.flatMap((lines, group) => lines.map((line, index) => (group > 0 && index === 0 ? { ...line, apart: true } : line)));

/**
 * A bracket around all steps, wherever the customer is, and arrows from it to the cards.
 *
 * @param place of the bracket's left side; of its upper and lower end; of the cards; and between what all cards must be.
 */
export const drawSide = (
  side: Side,
  { left, from, to, cardLeft, top, bottom }: Readonly<Record<'left' | 'from' | 'to' | 'cardLeft' | 'top' | 'bottom', number>>,
): readonly string[] => {
  const middle = (from + to) / 2;
  const stem = left + 26;
  let y = Math.max(top, Math.min(middle, bottom - side.height / 2) - side.height / 2);
  const cards = side.cards.map((card) => {
    const placed = { card, y };
    y += card.height + cardGap;
    return placed;
  });
  const arrows = cards.map(({ card, y: at }) => at + card.height / 2);
  const [start, end] = [Math.min(middle, ...arrows), Math.max(middle, ...arrows)];
  return [
    `<path class="line" stroke-dasharray="5 4" d="M${px(left)} ${px(from)}h6q6 0 6 6V${px(to - 6)}q0 6 -6 6h-6M${px(left + 12)} ${px(middle)}H${px(stem)}M${px(stem)} ${px(start)}V${px(end)}${arrows.map((at) => `M${px(stem)} ${px(at)}H${px(cardLeft - 8)}`).join('')}"/>`,
    ...arrows.map((at) => tip({ x: stem, y: at }, { x: cardLeft - 2, y: at })),
    ...cards.map(({ card, y: at }) =>
      [`<g transform="translate(${px(cardLeft)} ${px(at)})">`, ...drawCard(card), '</g>'].join(''),
    ),
  ];
};

const drawCard = ({ kind, heading, lines, height }: Card): readonly string[] => {
  let y = 20;
  return [
    `<rect class="${kind}" width="${sideWidth}" height="${px(height)}" rx="10"/>`,
    `<g transform="translate(14 ${px(height / 2 - 8)})">${kind === 'goal' ? flag : door}</g>`,
    ...texts([heading.toUpperCase()], { x: 44, y, size: 10, step: 0, className: 'faint', spaced: true }),
    ...lines.flatMap((line) => {
      y += lineHeight(line);
      const { text, bold } = line;
      return texts([text], { x: 44, y, size: bold ? 14 : 12, step: 0, bold, className: bold ? '' : 'faint' });
    }),
  ];
};
