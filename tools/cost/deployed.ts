import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import type { Marketing } from '#infra/marketing.ts';
import { stageNamed } from '#infra/stages.ts';
import { addTributary } from '#infra/tributary.ts';
import { logLineBytes } from './log-bytes.ts';

/** What the production template says of things that are paid for by size. */
export interface Deployed {
  /** By function name. */
  readonly memoryMegabytes: Readonly<Record<string, number>>;
  /** Of the line that the API's access log gets for a request that went well. */
  readonly accessLogBytes: number;
}

export const readDeployed = (marketing: Marketing): Deployed => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
  const templates = Object.values(addTributary(app, { stage: stageNamed('prod'), marketing })).map((stack) =>
    Template.fromStack(stack),
  );
  const ofType = (type: string) => templates.flatMap((template) => Object.values(template.findResources(type)));
  const [api] = ofType('AWS::ApiGatewayV2::Stage').map((found) => apiStage.parse(found));
  if (api === undefined) throw new Error('no API is deployed');
  return {
    memoryMegabytes: Object.fromEntries(
      ofType('AWS::Lambda::Function').map(({ Properties }): [string, number] => [
        String(Properties.FunctionName).replace(/^tributary-prod-/, ''),
        Number(Properties.MemorySize),
      ]),
    ),
    accessLogBytes: logLineBytes(accessLine(api.Properties.AccessLogSettings.Format)),
  };
};

const apiStage = z.object({ Properties: z.object({ AccessLogSettings: z.object({ Format: z.string() }) }) });

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
