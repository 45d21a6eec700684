import { createHash } from 'node:crypto';
import type { HttpAnswer } from '#shared/runtime/http-answer.ts';

const style = `
:root { color-scheme: light dark; font: 1.0625rem/1.6 system-ui, sans-serif; }
body { margin: 0; display: grid; min-height: 100vh; place-items: center; background: Canvas; color: CanvasText; }
main { max-width: 32rem; padding: 2rem; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 1rem; }
button { font: inherit; font-weight: 600; padding: .75rem 1.5rem; border: 0; border-radius: .375rem; background: #0b5d4e; color: #fff; cursor: pointer; }
button:focus-visible { outline: 3px solid #f2b705; outline-offset: 2px; }
`;

// Only this style sheet, no scripts, no pictures, no frames around it, and the form may post to this site alone.
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentSecurityPolicy,
  // The address of this page is the permission to unsubscribe: it must not travel on, be kept, or be found.
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
};

/** A page that works without scripts, with a screen reader and on a small screen. `html` is ours: nothing of a request is in it. */
export const page = (
  statusCode: number,
  title: string,
  html: string,
  more: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  statusCode,
  headers: { ...headers, ...more },
  body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${html}
</main>
</body>
</html>
`,
});
