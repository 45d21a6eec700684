import {
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { eventually } from './eventually.ts';

const lambda = new LambdaClient({});

const set = async (Enabled: boolean): Promise<void> => {
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: 'tributary-local-route-signals' }),
  );
  for (const { UUID } of EventSourceMappings) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
    await eventually(`the routing is ${Enabled ? 'on' : 'off'}`, async () => {
      const { State } = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
      return State === (Enabled ? 'Enabled' : 'Disabled') ? true : undefined;
    });
  }
};

/** Signals stay in their queue while `work` goes on, as when the routing is down. */
export const withoutRouting = async (work: () => Promise<void>): Promise<void> => {
  await set(false);
  try {
    await work();
  } finally {
    await set(true);
  }
};
