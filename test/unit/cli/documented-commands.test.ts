import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { makeProgram } from '../../../bin/program.ts';

const root = resolve(import.meta.dirname, '../../..');
const files = ['README.md', 'CONTRIBUTING.md', ...globSync(['docs/*.md', '.github/workflows/*.yaml'], { cwd: root })];

/** Where a file tells its reader to type `tributary …`: in a line of its own, in backticks, or in a script. */
const commandsIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?:^|[`$(]\s?)(?: *(?:- )?(?:run: )?)(?:npx )?tributary ([a-z][^`\n#|>)]*)/gm)].map(([, command = '']) =>
    command.trim(),
  );

/** What a command line asks for that the program does not have. */
const unknownIn = (line: string): readonly string[] => {
  let command: Command = makeProgram();
  const words = line.split(/\s+/);
  while (command.commands.length > 0) {
    const [name] = words.splice(0, 1);
    // A family of commands, spoken of as such.
    if (name === undefined) return [];
    const found = command.commands.find((each) => each.name() === name);
    if (found === undefined) return [name];
    command = found;
  }
  const known = command.options.map(({ long }) => long);
  return words
    .filter((word) => word.startsWith('--') && word !== '--help')
    .map((word) => word.replace(/=.*$/, ''))
    .filter((word) => !known.includes(word));
};

const told = files.flatMap((file) => commandsIn(readFileSync(join(root, file), 'utf8')).map((line) => [file, line] as const));

describe('a command that the documents tell', () => {
  it('is found in them', () => {
    expect(told.length).toBeGreaterThan(60);
    expect(commandsIn('run `npx tributary check --jsn`, then\ntributary dif main')).toEqual(['check --jsn', 'dif main']);
    expect([...unknownIn('check --jsn'), ...unknownIn('dif main'), ...unknownIn('keys make')]).toEqual(['--jsn', 'dif', 'make']);
  });

  it.each(told)('in %s exists with its options: %s', (_file, line) => {
    expect(unknownIn(line)).toEqual([]);
  });
});
