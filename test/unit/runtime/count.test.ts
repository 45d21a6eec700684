import { afterEach, expect, it, vi } from 'vitest';
import { countOne } from '#shared/runtime/count.ts';

afterEach(() => vi.unstubAllEnvs());

it('counts by a line of CloudWatch’s embedded metric format, whose names all lead to values in it', () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'tributary-dev-run-stage');
  const written: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  try {
    countOne('poolsRunLow', { coupon: 'winback', left: 12 }, new Date('2026-11-22T09:00:00Z'));
  } finally {
    process.stdout.write = write;
  }
  expect(written).toHaveLength(1);
  expect(written[0]).toMatch(/^[^\n]*\n$/);
  expect(JSON.parse(written[0] ?? '')).toEqual({
    _aws: {
      Timestamp: Date.parse('2026-11-22T09:00:00Z'),
      CloudWatchMetrics: [
        { Namespace: 'Tributary', Dimensions: [['FunctionName']], Metrics: [{ Name: 'CouponPoolsRunLow', Unit: 'Count' }] },
      ],
    },
    FunctionName: 'tributary-dev-run-stage',
    CouponPoolsRunLow: 1,
    coupon: 'winback',
    left: 12,
  });
});
