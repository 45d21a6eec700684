import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseOptions } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '../../..');
const { default: rules } = (await import(join(repository, '.dependency-cruiser.mjs'))) as {
  default: { forbidden: NonNullable<ICruiseOptions['ruleSet']>['forbidden']; options: ICruiseOptions };
};

const check = async (baseDir: string, folders: readonly string[]) => {
  const { output } = await cruise([...folders], {
    ...rules.options,
    tsConfig: {},
    baseDir,
    validate: true,
    ruleSet: { forbidden: rules.forbidden ?? [] },
  });
  if (typeof output === 'string') throw new Error('the cruise answered with text');
  return output.summary;
};

describe('the direction of imports', () => {
  it('is kept by every module of the project, and the check has read them', async () => {
    const summary = await check(repository, ['shared', 'functions', 'infra', 'statemachines', 'bin', 'tools', 'test']);

    expect(summary.violations.map((violation) => `${violation.rule.name}: ${violation.from} → ${violation.to}`)).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(30);
    expect(summary.totalDependenciesCruised ?? 0).toBeGreaterThan(30);
  }, 30_000);

  describe('is enforced: the check refuses', () => {
    let tree: string;
    beforeAll(() => {
      tree = mkdtempSync(join(tmpdir(), 'import-direction-'));
      symlinkSync(join(repository, 'node_modules'), join(tree, 'node_modules'));
      writeFileSync(
        join(tree, 'package.json'),
        JSON.stringify({ type: 'module', dependencies: { '@aws-sdk/client-sqs': '3', zod: '4' } }),
      );
      for (const target of [
        'shared/domain/a',
        'shared/adapters/sqs/a',
        'shared/ports/a',
        'functions/one/handler',
        'functions/two/handler',
        'infra/a',
        'statemachines/simulator/a',
        'test/a',
      ]) {
        write(`${target}.ts`, 'export const value: number = 1;\n');
      }
    });
    afterAll(() => rmSync(tree, { recursive: true }));
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), text);
    };

    it.each([
      ['a domain module that reaches for an SDK', 'shared/domain/bad.ts', '@aws-sdk/client-sqs', 'domain-is-pure'],
      ['a domain module that reads the environment', 'shared/domain/bad.ts', 'node:process', 'domain-is-pure'],
      ['a domain module that names a port', 'shared/domain/bad.ts', '../ports/a.ts', 'domain-is-pure'],
      ['a contract that depends on the domain', 'shared/events/bad.ts', '../domain/a.ts', 'events-are-contracts'],
      ['a port that names an adapter', 'shared/ports/bad.ts', '../adapters/sqs/a.ts', 'ports-name-the-domain'],
      ['an adapter that reaches up into infrastructure', 'shared/adapters/bad.ts', '../../infra/a.ts', 'adapters-serve-ports'],
      ['a handler that picks its own adapter', 'functions/one/bad.ts', '../../shared/adapters/sqs/a.ts', 'handlers-see-ports'],
      ['a function that calls into another', 'functions/one/bad.ts', '../two/handler.ts', 'functions-stand-alone'],
      [
        'a function that knows its infrastructure',
        'functions/one/bad.ts',
        '../../infra/a.ts',
        'functions-know-no-infrastructure',
      ],
      ['infrastructure that runs a handler', 'infra/bad.ts', '../functions/one/handler.ts', 'infra-sees-environments-only'],
      [
        'a compiler that runs a function',
        'statemachines/journeys/bad.ts',
        '../../functions/one/handler.ts',
        'compilers-stand-alone',
      ],
      ['infrastructure that simulates', 'infra/bad.ts', '../statemachines/simulator/a.ts', 'simulator-is-not-deployed'],
      ['a contract that takes all of zod', 'shared/events/bad.ts', 'zod', 'deployed-code-uses-zod-mini'],
      ['an environment that takes all of zod', 'functions/one/bad.ts', 'zod', 'deployed-code-uses-zod-mini'],
      ['code that imports a test', 'shared/domain/bad.ts', '../../test/a.ts', 'nothing-imports-tests'],
      ['deployed code that needs a development dependency', 'shared/adapters/bad.ts', 'vitest', 'no-dev-dependencies-deployed'],
      ['an import of what is not there', 'tools/bad.ts', './missing.ts', 'resolvable'],
    ])('%s', async (_sentence, file, target, rule) => {
      write(file, `import * as target from '${target}';\nexport default target;\n`);
      const summary = await check(tree, [dirname(file)]);
      rmSync(join(tree, file));

      expect(summary.violations.map((violation) => violation.rule.name)).toContain(rule);
    });

    it('two modules that import each other', async () => {
      write('shared/domain/ring-a.ts', "import { b } from './ring-b.ts';\nexport const a: number = b;\n");
      write('shared/domain/ring-b.ts', "import { a } from './ring-a.ts';\nexport const b: number = a;\n");
      const summary = await check(tree, ['shared/domain']);

      expect(summary.violations.map((violation) => violation.rule.name)).toContain('no-circular');
    });
  });
});
