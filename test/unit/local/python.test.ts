import { expect, it } from 'vitest';
import { nothingToRunItWith } from '#tools/local/provision.ts';
import { judgePython } from '#tools/local/python.ts';

it.each([
  ['is not there', { kind: 'absent' as const }, undefined],
  ['is new enough', { kind: 'answered' as const, text: '3.10 yes\n' }, { command: 'python3', version: '3.10' }],
  [
    'is too old',
    { kind: 'answered' as const, text: '3.9 yes' },
    { command: 'python3', reason: 'is 3.9; 3.10 or newer is needed' },
  ],
  [
    'is a Python 2',
    { kind: 'answered' as const, text: '2.7 no' },
    { command: 'python3', reason: 'is 2.7; 3.10 or newer is needed' },
  ],
  ['answers something else', { kind: 'answered' as const, text: 'hello' }, { command: 'python3', reason: 'does not run' }],
])('judges a Python that %s', (_, answer, expected) => {
  expect(judgePython('python3', answer)).toEqual(expected);
});

it('tells how to get the venv module where Debian has left it out', () => {
  expect(judgePython('python3', { kind: 'answered', text: '3.11 no' })).toEqual({
    command: 'python3',
    reason: 'is 3.11 but cannot make a venv (on Debian and Ubuntu: apt install python3.11-venv)',
  });
});

it('names Python and Docker, how to get each, and what was found instead', () => {
  const text = nothingToRunItWith([{ command: 'python3', reason: 'is 3.9; 3.10 or newer is needed' }]);
  expect(text).toMatch(/Python 3\.10 or newer, or Docker/);
  expect(text).toContain('python3 is 3.9; 3.10 or newer is needed.');
  expect(text).toContain('https://docs.docker.com/get-docker/');
});
