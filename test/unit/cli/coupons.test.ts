import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { slow, tributary } from '#test/support/tributary.ts';
import { readCodes } from '../../../bin/commands/coupons/code-file.ts';

describe('a file of codes', () => {
  it('holds one a line, whatever ends the lines', () => {
    expect(readCodes('\u{feff}FAIR-0001\r\nFAIR-0002\n\n  FAIR-0003  \n')).toEqual({
      codes: ['FAIR-0001', 'FAIR-0002', 'FAIR-0003'],
      bad: [],
    });
  });

  it('is wrong where a code comes again, is too short or has blanks, and tells the lines without the codes', () => {
    const { codes, bad } = readCodes('FAIR-0001\nfair-0001\nA\nFAIR 0002\nFAIR-0001\n');
    expect(codes).toEqual(['FAIR-0001']);
    expect(bad).toEqual([
      { line: 2, message: expect.stringContaining('line 1 again') },
      { line: 3, message: expect.stringContaining('no code') },
      { line: 4, message: expect.stringContaining('no code') },
      { line: 5, message: expect.stringContaining('line 1 again') },
    ]);
    expect(JSON.stringify(bad)).not.toMatch(/fair-0001/i);
  });
});

describe('tributary coupons load', () => {
  const aFile = (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'codes-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'codes.txt'), text);
    return join(folder, 'codes.txt');
  };

  it.each([
    ['a coupon that is none', 'test-driv', 'CODE-1\n', 2, /No coupon is called test-driv/, /`test-drive`/],
    ['a coupon whose codes are made', 'winback', 'CODE-1\n', 2, /made when they are needed/, /pool: true/],
    ['a file with a code twice', 'test-drive', 'CODE-1\ncode-1\n', 1, /line 2 has the code of line 1/, /each once/],
    ['an empty file', 'test-drive', '\n', 2, /holds no codes/, /One code a line/],
  ])(
    'loads nothing of %s',
    (_, name, text, code, message, hint) => {
      const { status, stdout } = tributary('coupons', 'load', name, aFile(text), '--json');
      expect(status).toBe(code);
      const { ok, error } = JSON.parse(stdout) as { ok: boolean; error: { message: string; hint: string } };
      expect(ok).toBe(false);
      expect(error.message).toMatch(message);
      expect(error.hint).toMatch(hint);
    },
    slow.timeout,
  );

  it(
    'says so where there is no file',
    () => {
      const { status, stderr } = tributary('coupons', 'load', 'test-drive', '/nowhere/codes.txt');
      expect(status).toBe(2);
      expect(stderr).toMatch(/cannot be read: ENOENT/);
    },
    slow.timeout,
  );
});
