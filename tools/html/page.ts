/** A page as one HTML file that needs nothing else; `style` is added to what all pages have. */
export const htmlPage = ({ title, style, body }: Readonly<Record<'title' | 'style' | 'body', string>>): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${baseStyle}${style}</style>
</head>
<body>
${body}
</body>
</html>
`;

/** Text made safe to stand in HTML, in attributes too. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const baseStyle = `
:root { color-scheme: light dark; --line: light-dark(#d8dde3, #3a4250); --soft: light-dark(#5a6572, #a3adba); --back: light-dark(#f5f7f9, #171b21);
  --card: light-dark(#ffffff, #20262e); --link: light-dark(#0b5cad, #7fb8f5); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: light-dark(#17202a, #e8ecf1); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; margin: 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); font-weight: 400; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
iframe { width: 100%; height: 44rem; border: 1px solid var(--line); background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); padding: 1rem; margin: 0; }
`;
