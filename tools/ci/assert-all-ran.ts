import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import * as z from 'zod';

/** Fails when a demanded kind of test did not run; reads vitest's JSON report, named as the first argument. */
const report = z.object({
  testResults: z.array(
    z.object({ name: z.string(), assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })) }),
  ),
});
const demanded = ['unit', 'journeys', 'infra', 'bench', 'local-aws'];

const { testResults } = report.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const kindOf = (file: string) => relative('test', file).split('/')[0] ?? '';
const tests = testResults.flatMap((file) => file.assertionResults.map((test) => ({ kind: kindOf(file.name), ...test })));

const notRun = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed');
const absent = demanded.filter((kind) => !tests.some((test) => test.kind === kind && test.status === 'passed'));
for (const test of notRun) console.error(`not run: ${test.kind}: ${test.fullName}`);
for (const kind of absent) console.error(`no test of kind ${kind} ran`);

const failed = tests.filter((test) => test.status === 'failed').length;
console.log(`${tests.length - notRun.length - failed} passed, ${failed} failed`);
if (failed + notRun.length + absent.length > 0) process.exit(1);
