import { describe, expect, it } from 'vitest';
import { stages } from '#infra/stages.ts';
import { synthesize } from '#test/support/synthesize.ts';

describe.each(['dev', 'prod'] as const)('the templates of %s', (stage) => {
  it.each(Object.entries(synthesize(stages[stage])))('%s hold nothing that exists only for the emulator', (_name, template) => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(
      /localhost|127\.0\.0\.1|4566|_aws\/execute-api|ministack|RECORD_CALLS/i,
    );
  });
});

describe('the templates of local', () => {
  it('differ from those of dev by the API’s address and by values of infra/stages.ts, in no kind of resource', () => {
    const kinds = (stage: 'local' | 'dev') =>
      Object.fromEntries(
        Object.entries(synthesize(stages[stage])).map(([name, template]) => [
          name,
          Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type),
        ]),
      );
    expect(kinds('local')).toEqual(kinds('dev'));
  });

  it('give the emulator’s address of the API', () => {
    const local = JSON.stringify(synthesize(stages.local).ingestion?.toJSON().Outputs);
    expect(local).toContain('/_aws/execute-api/');
  });
});
