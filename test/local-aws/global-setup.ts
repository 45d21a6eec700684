import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { composeMarketing } from '#test/support/compose-marketing.ts';
import type {} from '#test/support/local-stack.ts';
import { startWebhookReceiver } from '#test/support/webhook-receiver.ts';
import { startLocalStack } from '#tools/local/local-stack.ts';
import { localDirectory } from '#tools/local/places.ts';
import { describeFailure } from '#tools/local/plain-failure.ts';
import { createProgress } from '#tools/local/progress.ts';
import { scaleWaits } from '#tools/local/wait-scale.ts';

/**
 * Deploys the app to an emulator of the tests' own, which may run beside the one of `npm start`. Its functions note the AWS calls
 * they make, for the permissions test. Beside our own journeys there are some of the tests' (test/local-aws/marketing). Waits stand still unless a
 * test lets them go.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const recordCalls = join(localDirectory, 'recorded-calls');
  const progress = createProgress(process.stderr);
  const receiver = await startWebhookReceiver();
  try {
    const directory = join(localDirectory, 'test');
    const marketing = join(directory, 'marketing');
    const stack = await startLocalStack({
      progress: (text) => progress.show(`local stack: ${text}`),
      directory,
      waitMilliseconds: 900_000,
      recordCalls,
      marketing: () => composeMarketing(marketing, receiver.url),
    });
    progress.end();
    process.env.TRIBUTARY_LOCAL_STACK = join(directory, 'stack.json');
    await scaleWaits(stack.endpointUrl, 1);
    const { emulator, via, stop, ...provided } = stack;
    project.provide('stack', provided);
    project.provide('marketing', marketing);
    project.provide('receiverUrl', receiver.url);
    return async () => {
      await stop();
      await receiver.close();
    };
  } catch (error) {
    progress.end();
    await receiver.close();
    throw new Error(describeFailure(error), { cause: error });
  }
}
