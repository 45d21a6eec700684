import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cdkArguments, readArguments, unusableSender } from '#tools/deploy.ts';

const repository = resolve(import.meta.dirname, '../..');
const runApp = (context: Record<string, unknown>) =>
  spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context), NODE_OPTIONS: '' },
  });

describe('the CDK app', () => {
  it.each([
    ['without a stage says how to give one', {}, /no stage given.*local\|dev\|prod/],
    ['with a stage that is not there names those that are', { stage: 'test' }, /no stage "test".*local, dev, prod/],
    ['refuses to record calls on AWS', { stage: 'prod', recordCalls: '/tmp/x' }, /recordCalls is for the stage local/],
  ])('%s', (_sentence, context, message) => {
    const { status, stderr } = runApp(context);
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
  });
});

describe('npm run deploy', () => {
  it('deploys all stacks of the stage and asks before it widens permissions', () => {
    const args = cdkArguments(readArguments(['--stage', 'dev']), 'outputs.json');
    expect(args).toEqual(['deploy', '--all', '--outputs-file', 'outputs.json', '-c', 'stage=dev']);
  });

  it('does not ask with --yes, and changes nothing with --diff', () => {
    expect(cdkArguments(readArguments(['--stage', 'prod', '--yes']), 'o')).toContain('never');
    expect(cdkArguments(readArguments(['--stage', 'prod', '--diff', '--yes']), 'o')).toEqual([
      'diff',
      '--all',
      '-c',
      'stage=prod',
    ]);
  });

  it.each([
    ['no stage', [], /--stage must be dev or prod/],
    ['an unknown stage', ['--stage', 'staging'], /not "staging"/],
    ['the local stage', ['--stage', 'local'], /npm start/],
    ['an unknown option', ['--force'], /--force/],
  ])('with %s says what to do', (_sentence, args, message) => {
    expect(() => readArguments(args)).toThrow(message);
  });

  it('refuses a sender that cannot exist', () => {
    expect(unusableSender('hello@northwind.example')).toMatch(/an address that cannot exist/);
    expect(unusableSender('hello@northwind.com')).toBeUndefined();
  });
});
