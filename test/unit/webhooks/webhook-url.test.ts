import { describe, expect, it } from 'vitest';
import { urlProblem } from '#shared/domain/webhook/webhook-url.ts';

describe('the address of a webhook', () => {
  it.each([
    'https://hooks.zapier.com/hooks/catch/123/abc/',
    'https://example.com:443/a?b=c',
    'https://example.com:8443/a',
    'https://bücher.example.com/',
  ])('may be %s', (url) => {
    expect(urlProblem(url)).toBeUndefined();
  });

  it.each([
    ['no address', 'hooks.zapier.com/hooks', /no address/],
    ['plain HTTP', 'http://example.com/', /https only/],
    ['a file', 'file:///etc/passwd', /https only/],
    ['an address with a name and password', 'https://me:secret@example.com/', /password/],
    ['an address with a name', 'https://me@example.com/', /password/],
    ['an address with a fragment', 'https://example.com/#a', /never reaches/],
    ['a port of a database', 'https://example.com:5432/', /port 5432/],
    ['port 80', 'https://example.com:80/', /port 80/],
    ['an IPv4 address', 'https://93.184.216.34/', /no name/],
    ['this machine', 'https://127.0.0.1/', /no name/],
    ['this machine as one number', 'https://2130706433/', /no name/],
    ['this machine in hexadecimal', 'https://0x7f.1/', /no name/],
    ['an IPv6 address', 'https://[2606:4700::1111]/', /no name/],
    ['a machine without a domain', 'https://crm/', /no name/],
    ['localhost', 'https://localhost/', /no name/],
    ['localhost with a full stop', 'https://a.localhost./', /no name/],
    ['the metadata of a cloud', 'https://metadata.google.internal/', /no name/],
    ['a printer', 'https://printer.local/', /no name/],
  ])('is not %s: %s', (_, url, message) => {
    const problem = urlProblem(url);
    expect(problem?.message).toMatch(message);
    expect(problem?.hint).not.toBe('');
  });

  it.each(['http://127.0.0.1:8080/hook', 'http://localhost:3000/', 'http://[::1]:3000/'])(
    'may in the local stage, and only there, be %s',
    (url) => {
      expect(urlProblem(url, { allowLoopback: true })).toBeUndefined();
      expect(urlProblem(url)).toBeDefined();
    },
  );

  it.each(['http://example.com/', 'http://10.0.0.1/', 'https://me:secret@localhost/'])(
    'is not %s in the local stage either',
    (url) => {
      expect(urlProblem(url, { allowLoopback: true })).toBeDefined();
    },
  );
});
