import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { StageConfig } from './stages.ts';

/**
 * The one place where the stage `local` is deployed differently from AWS. Whatever else the emulator does differently is adapted in
 * the emulator (tools/local/emulator), not in what we deploy.
 *
 * The API's own address, `https://<id>.execute-api.…`, leads nowhere on a laptop; the emulator answers under its own.
 */
export const publicApiUrl = (stage: StageConfig, api: HttpApi): string => {
  if (stage.name !== 'local') return api.apiEndpoint;
  const emulator = process.env.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:4566';
  return `${emulator.replace(/\/$/, '')}/_aws/execute-api/${api.apiId}`;
};
