import mjml2html from 'mjml';
import * as z from 'zod';

/** What MJML says about a line of what it was given. */
export interface MjmlMistake {
  readonly line: number;
  readonly tagName: string;
  /** In MJML's words. */
  readonly message: string;
}

const validationError = z.object({
  errors: z.array(z.object({ line: z.number(), message: z.string(), tagName: z.string() })).min(1),
});

/** Compiles MJML to HTML, strictly: what the mail would silently lose is a mistake. */
export const htmlOf = async (
  source: string,
): Promise<{ readonly html: string } | { readonly mistakes: readonly MjmlMistake[] }> => {
  try {
    const { html } = await mjml2html(source, { validationLevel: 'strict', keepComments: false, fonts: {} });
    return { html: withoutIndentation(html) };
  } catch (error) {
    const parsed = validationError.safeParse(error);
    if (parsed.success) return { mistakes: parsed.data.errors };
    const message = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : 'it could not be compiled';
    return { mistakes: [{ line: 1, tagName: 'mjml', message }] };
  }
};

// Nearly half of MJML's output is indentation. A real minifier would read Liquid as broken HTML, so only line starts are trimmed.
const withoutIndentation = (html: string): string => html.replace(/[ \t]*\n\s*/g, '\n').trim();
