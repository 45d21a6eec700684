import { accessLogFormat } from '#infra/access-log-format.ts';
import { functionMemory } from '#infra/function-memory.ts';
import { logLineBytes } from './log-bytes.ts';

/** Of what is deployed, that which is paid for by size. The stacks are made from the same constants. */
export interface Deployed {
  /** By function name. */
  readonly memoryMegabytes: Readonly<Record<string, number>>;
  /** Of the line that the API's access log gets for a request that went well. */
  readonly accessLogBytes: number;
}

/** As API Gateway fills its variables in for a request that went well. */
const typical: Readonly<Record<string, string>> = {
  requestId: 'JKJaXmPLvHcESHA=',
  routeKey: '$default',
  status: '200',
  responseLatency: '23',
  integrationErrorMessage: '-',
};

const accessLine = (format: string): string =>
  format.replace(/\$context\.([\w.]+)/g, (_, name: string) => {
    const value = typical[name];
    if (value === undefined)
      throw new Error(`the access log has a new field ${name}: say how long it is in tools/cost/deployed.ts`);
    return value;
  });

export const deployed: Deployed = { memoryMegabytes: functionMemory, accessLogBytes: logLineBytes(accessLine(accessLogFormat)) };
