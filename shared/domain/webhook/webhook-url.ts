/**
 * What speaks against posting to an address, as far as the address itself tells; what its name resolves to is looked at when connecting.
 * `allowLoopback` is for the local stage: there, and nowhere else, plain HTTP to this machine is fine.
 */
export const urlProblem = (
  text: string,
  { allowLoopback = false }: { readonly allowLoopback?: boolean } = {},
): { readonly message: string; readonly hint: string } | undefined => {
  const url = URL.parse(text);
  if (url === null) return { message: 'this is no address', hint: 'like `https://hooks.zapier.com/hooks/catch/123/abc`' };
  if (url.username !== '' || url.password !== '')
    return { message: 'an address with a password in it', hint: 'everybody who reads the file could use it: take it out' };
  if (url.hash !== '') return { message: `\`${url.hash}\` never reaches a server`, hint: 'leave it out' };
  if (allowLoopback && isLoopback(url.hostname)) return undefined;
  if (url.protocol !== 'https:') return { message: 'webhooks go by https only', hint: 'what is sent is about customers' };
  if (!ports.has(url.port))
    return { message: `port ${url.port} is none that webhooks go to`, hint: 'leave it out for 443, or use 8443' };
  if (isNumeric(url.hostname) || !url.hostname.includes('.') || inner.test(url.hostname))
    return { message: `\`${url.hostname}\` is no name on the internet`, hint: 'webhooks do not go into the own network' };
  return undefined;
};

const ports: ReadonlySet<string> = new Set(['', '8443']);

// The URL parser has made the usual form of 0x7f.1, 2130706433 and the like.
const isNumeric = (hostname: string): boolean => hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(hostname);

const inner = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa)\.?$/;

const isLoopback = (hostname: string): boolean => hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
