import { liquidTokens } from '#shared/domain/message/liquid-tokens.ts';

/** A block of Liquid, as far as it has been read. */
interface Block {
  readonly tag: string;
  /** Whether each of its ways so far has the value, and whether the last one has. */
  earlier: boolean;
  has: boolean;
  hasElse: boolean;
}

const blocks: readonly string[] = ['if', 'unless', 'case', 'for', 'tablerow', 'capture'];
/** Of these somebody always gets one way, if there is an `else`. */
const choices: readonly string[] = ['if', 'unless', 'case'];

/** Whether everybody gets a value, whatever is known of them: it stands outside of conditions, or in each way of one. */
export const isOnEveryPath = (text: string, name: string): boolean => {
  const word = new RegExp(`\\b${name}\\b`);
  const whole: Block = { tag: '', earlier: true, has: false, hasElse: false };
  const open = [whole];
  for (const { tag, content } of liquidTokens(text)) {
    const block = open.at(-1) ?? whole;
    if (tag === '' && word.test(content)) block.has = true;
    // Under its name stands something else from there on.
    else if ((tag === 'assign' || tag === 'capture') && new RegExp(`^\\s*${name}\\b`).test(content)) return false;
    else if (blocks.includes(tag)) open.push({ tag, earlier: true, has: tag === 'case', hasElse: false });
    else if (tag === 'else' || tag === 'elsif' || tag === 'when') {
      block.earlier &&= block.has;
      block.has = false;
      block.hasElse ||= tag === 'else';
    } else if (tag.startsWith('end') && open.length > 1) {
      open.pop();
      const around = open.at(-1) ?? whole;
      around.has ||= choices.includes(block.tag) && block.hasElse && block.earlier && block.has;
    }
  }
  return whole.has;
};
