import { describe, expect, it } from 'vitest';
import { hashOfKey } from '#shared/domain/access/api-key.ts';
import type { KeyRecord } from '#shared/domain/access/key-record.ts';
import type { LocalStackFile } from '#tools/local/stack-file.ts';
import { resolveApi } from '../../../bin/commands/api.ts';
import { keyMeant } from '../../../bin/commands/keys.ts';

const local: LocalStackFile = {
  apiUrl: 'http://127.0.0.1:4566/api',
  writeKey: 'wk_local',
  serverKey: 'sk_local',
  mailUrl: 'http://127.0.0.1:1',
  endpointUrl: 'http://127.0.0.1:4566',
  tableName: 't',
  region: 'us-east-1',
  pid: 1,
  outputs: {},
};

describe('which API, and with what key', () => {
  it('is the local stack where nothing else is said', () => {
    expect(resolveApi({}, 'write', local)).toEqual({ url: local.apiUrl, key: 'wk_local' });
    expect(resolveApi({}, 'server', local)).toEqual({ url: local.apiUrl, key: 'sk_local' });
  });

  it('never is another API with the local stack’s key', () => {
    expect(() => resolveApi({ endpoint: 'https://api.example.com' }, 'write', local)).toThrow(
      /A write key for https:\/\/api\.example\.com is needed/,
    );
    expect(resolveApi({ endpoint: 'https://api.example.com/', key: 'wk_1' }, 'write', local)).toEqual({
      url: 'https://api.example.com',
      key: 'wk_1',
    });
  });

  it('is to be said where no local stack is up', () => {
    expect(() => resolveApi({ key: 'wk_1' }, 'write', undefined)).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/npm start/) }),
    );
    expect(() => resolveApi({ endpoint: 'api.example.com' }, 'write', undefined)).toThrow(/must be a URL/);
  });
});

describe('the key that is meant', () => {
  const record = (key: string): KeyRecord => ({
    keyHash: hashOfKey(key),
    kind: 'write',
    name: key,
    hint: key.slice(0, 7),
    createdAt: '',
  });
  const records = [record('wk_aaaa1'), record('wk_aaaa2'), record('wk_bbbb1')];

  it('is found by the key itself, by how it begins, and by its id', () => {
    expect(keyMeant(records, 'wk_aaaa2').name).toBe('wk_aaaa2');
    expect(keyMeant(records, 'wk_bbbb').name).toBe('wk_bbbb1');
    expect(keyMeant(records, hashOfKey('wk_aaaa1').slice(0, 12)).name).toBe('wk_aaaa1');
  });

  it('is not guessed', () => {
    expect(() => keyMeant(records, 'wk_aaaa')).toThrow(/2 keys begin/);
    expect(() => keyMeant(records, 'wk_cccc')).toThrow(/No key is called/);
  });
});
