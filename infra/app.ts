import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { compileMarketing, MarketingHasProblems } from './marketing.ts';
import { stageNamed } from './stages.ts';
import { addTributary } from './tributary.ts';

/**
 * The CDK app: `cdk deploy --all -c stage=dev`. Synthesizing compiles what marketers wrote, bundles the functions, validates the state machines and
 * holds the templates against cdk-nag's AwsSolutions rules; any finding stops it.
 *
 * `-c recordCalls=<directory>` builds functions that note there which AWS calls they make, and `-c marketing=<directory>` takes other marketing
 * files than those of the repository: both for the local-AWS tests.
 */
const main = async (): Promise<void> => {
  const app = new App();
  const stage = stageNamed(app.node.tryGetContext('stage'));
  const recordCallsIn: unknown = app.node.tryGetContext('recordCalls');
  if (recordCallsIn !== undefined && stage.name !== 'local') {
    throw new Error(`recordCalls is for the stage local; "${stage.name}" would write files nobody reads.`);
  }
  const marketing: unknown = app.node.tryGetContext('marketing');
  if (marketing !== undefined && stage.name !== 'local') {
    throw new Error(`marketing is for the stage local; "${stage.name}" gets what was reviewed.`);
  }
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  addTributary(app, {
    stage,
    marketing: await compileMarketing(typeof marketing === 'string' ? marketing : join(import.meta.dirname, '../marketing'), {
      allowLoopback: stage.playsTime,
    }),
    env: account && region ? { account, region } : undefined,
    recordCallsIn: typeof recordCallsIn === 'string' ? recordCallsIn : undefined,
  });
  app.synth();
};

try {
  await main();
} catch (error) {
  // A marketer's mistakes come as a list, without the stack of whoever found them.
  console.error(error instanceof MarketingHasProblems ? error.message : error);
  process.exitCode = 1;
}
