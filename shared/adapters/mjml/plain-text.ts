import { compile } from 'html-to-text';

const heading = { options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 1 } };

/**
 * The plain-text part of a message, from its HTML: some people read only this, and a mail without it looks like spam to filters.
 * Lines are left unwrapped, because a break inside a Liquid placeholder or a link would spoil it, and headings keep their case,
 * because a placeholder in capitals is another name.
 */
export const plainTextOf = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true } },
    { selector: 'img', format: 'skip' },
    // The preheader: meant for the list of mails, where the text's first lines appear anyway.
    { selector: 'div[style*="display:none"]', format: 'skip' },
    // Each row of a table, such as a list of products, is a line.
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'div', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, ...heading })),
    { selector: 'ul', options: { itemPrefix: ' - ', leadingLineBreaks: 1, trailingLineBreaks: 1 } },
  ],
});
