import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandFailure, toldFailure } from '../../../bin/commands/failure.ts';

const tributary = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, '../../../bin/tributary.ts'), ...args], {
    encoding: 'utf8',
    // A stack that is not there: no command finds anything to work with.
    env: { PATH: process.env.PATH, TRIBUTARY_LOCAL_STACK: '/nowhere/stack.json' },
  });

const noStack = { code: 'no-local-stack', message: 'No local stack is up.', hint: expect.stringMatching(/npm start/) };
const usage = (message: RegExp) => ({ code: 'usage', message: expect.stringMatching(message), hint: expect.any(String) });

describe('with --json, a failure is one object on stdout', () => {
  it.each([
    ['events send', ['events', 'send', 'file.ndjson'], 1, noStack],
    ['profile', ['profile', 'somebody'], 1, noStack],
    ['rejected list', ['rejected', 'list'], 1, noStack],
    ['rejected replay', ['rejected', 'replay', 'an-id'], 1, noStack],
    ['keys create', ['keys', 'create', '--kind', 'write', '--name', 'a'], 1, noStack],
    ['keys list', ['keys', 'list'], 1, noStack],
    ['keys revoke', ['keys', 'revoke', 'wk_a'], 1, noStack],
    ['dlq list', ['dlq', 'list'], 1, noStack],
    ['dlq redrive', ['dlq', 'redrive', 'signals-failed'], 1, noStack],
    ['an option that is missing', ['keys', 'create', '--kind', 'write'], 2, usage(/--name/)],
    ['an option that is no number', ['rejected', 'list', '--limit', 'all'], 2, usage(/whole number from 1 to 200/)],
    ['a command that is unknown', ['profiles'], 2, usage(/unknown command 'profiles'/)],
    ['an option before any command', ['dlq'], 2, usage(/unknown option '--json'/)],
  ])('of %s', (_what, args, code, error) => {
    const { status, stdout } = tributary(...args, '--json');
    expect(JSON.parse(stdout)).toEqual({ ok: false, error });
    expect(status).toBe(code);
  });
});

it('without --json, a failure and what to do about it go to stderr alone', () => {
  const { status, stdout, stderr } = tributary('profile', 'somebody');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^No local stack is up\.\nStart one with `npm start`/);
});

it('tells the API’s own code, and of a surprise its name', () => {
  expect(toldFailure(new CommandFailure('no', 1, { code: 'invalid-page-token' }))?.result.error).toEqual({
    code: 'invalid-page-token',
    message: 'no',
  });
  expect(toldFailure(new RangeError('too far'))?.result.error).toEqual({ code: 'RangeError', message: 'too far' });
});
