import { InvalidArgumentError } from 'commander';

/** `--variant "subject line=question"`, which may be given for any number of splits: variants by their split. */
export const collectVariants = (text: string, earlier: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const [matched, split = '', variant = ''] = /^\s*(.+?)\s*=\s*([^=]+?)\s*$/.exec(text) ?? [];
  if (matched === undefined) throw new InvalidArgumentError('Like "subject line=question": the split, and the variant of it.');
  return { ...earlier, [split]: variant };
};
