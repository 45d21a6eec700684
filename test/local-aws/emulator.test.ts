import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient, PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { eventually } from '#test/support/eventually.ts';
import { type Emulator, startEmulator } from '#tools/local/emulator.ts';
import { localDirectory, placesIn } from '#tools/local/places.ts';
import { claimable } from '#tools/local/port.ts';
import { provisionEmulator, whyNoEmulator } from '#tools/local/provision.ts';
import { scaleWaits } from '#tools/local/wait-scale.ts';

/**
 * Where the emulator cannot run, this file stands for all local-AWS tests (vitest.config.ts leaves the others out): it is reported as
 * skipped, with the reason. In CI, where everything has to run, it fails instead.
 */
const why = whyNoEmulator();

it.skipIf(why !== undefined && process.env.CI !== 'true')(
  why === undefined
    ? 'can run here'
    : 'is needed by all local-AWS tests, and they are not run: there is no Python 3.10 and no Docker',
  () => {
    expect(why).toBeUndefined();
  },
);

/** Says in a queue that it was called, then does what its event asks for. Not async: what it throws at once is thrown before there is a promise. */
const doer = `
class Held extends Error { constructor(message) { super(message); this.name = 'Held'; } }
const tell = (event) => fetch(process.env.AWS_ENDPOINT_URL, {
  method: 'POST',
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
  body: JSON.stringify({ QueueUrl: process.env.CALLS, MessageBody: JSON.stringify(event) }),
});
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const does = async (event) => {
  await tell(event);
  await pause(event.milliseconds ?? 0);
  if (event.does === 'hold') throw new Held(event.says);
  return { process: process.pid };
};
exports.handler = (event) => {
  if (event.does === 'throw at once') throw new Held(event.says);
  if (event.does === 'throw words') throw 'words';
  if (event.requestContext) throw new Held('a secret');
  if (event.Records) return {
    batchItemFailures: event.Records.filter(({ body }) => {
      if (body === 'all') throw new Held('all');
      return body === 'this one';
    }).map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
  return does(event);
};
`;

const arn = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] });
const queue = (properties: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties });
const template = {
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    Calls: queue(),
    Failures: queue(),
    Dead: queue(),
    Work: queue({ VisibilityTimeout: 1, RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 1 } }),
    Doer: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 20,
        Role: arn('Role'),
        Code: { ZipFile: doer },
        Environment: { Variables: { CALLS: { Ref: 'Calls' } } },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arn('Work'),
        FunctionName: arn('Doer'),
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arn('Doer'),
        PayloadFormatVersion: '2.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: 'GET /fails',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
      },
    },
  },
  Outputs: {
    ApiId: { Value: { Ref: 'Api' } },
    Calls: { Value: { Ref: 'Calls' } },
    Dead: { Value: { Ref: 'Dead' } },
    Doer: { Value: arn('Doer') },
    Failures: { Value: { Ref: 'Failures' } },
    FailuresArn: { Value: arn('Failures') },
    Work: { Value: { Ref: 'Work' } },
  },
};

const outputsSchema = z.object({
  ApiId: z.string(),
  Calls: z.string(),
  Dead: z.string(),
  Doer: z.string(),
  Failures: z.string(),
  FailuresArn: z.string(),
  Work: z.string(),
});

/** What the function was called with; `token` is that of its task if it waits for one. */
const callSchema = z.object({ token: z.string().default('none'), of: z.string().optional() });

/** An emulator of this file's own, with nothing of Tributary in it: its waits can be let go without letting go a journey's. */
const world = async () => {
  const emulator = await startEmulator(await provisionEmulator(() => undefined), {
    places: placesIn(join(localDirectory, 'test-emulator')),
    port: await claimable(0),
  });
  const client = {
    endpoint: emulator.endpointUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const cloudformation = new CloudFormationClient(client);
  await cloudformation.send(
    new CreateStackCommand({ StackName: 'doer', TemplateBody: JSON.stringify(template), Capabilities: ['CAPABILITY_IAM'] }),
  );
  const outputs = await eventually('the stack', async () => {
    const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: 'doer' }));
    if (stack?.StackStatus !== 'CREATE_COMPLETE') return undefined;
    return outputsSchema.parse(Object.fromEntries((stack.Outputs ?? []).map((one) => [one.OutputKey, one.OutputValue])));
  });
  return {
    emulator,
    outputs,
    machines: new SFNClient(client),
    functions: new LambdaClient(client),
    queues: new SQSClient(client),
  };
};

describe.skipIf(why !== undefined)('where the emulator is bent to do as AWS does', () => {
  let emulator: Emulator | undefined;
  let outputs: z.infer<typeof outputsSchema>;
  let machines: SFNClient;
  let functions: LambdaClient;
  let queues: SQSClient;

  beforeAll(async () => {
    ({ emulator, outputs, machines, functions, queues } = await world());
  });
  afterAll(async () => {
    await emulator?.stop();
  });
  // What a test that has failed did not take is not the next one's.
  afterEach(async () => {
    await queues.send(new PurgeQueueCommand({ QueueUrl: outputs.Calls }));
  });

  const scale = (to: number) => scaleWaits(emulator?.endpointUrl ?? '', to);

  /** The next message, which is then gone. */
  const take = async (QueueUrl: string, WaitTimeSeconds = 10) => {
    const { Messages: [message] = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds }));
    if (message === undefined) return undefined;
    await queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    return message.Body ?? '';
  };
  const nextCall = async () => {
    const body = await take(outputs.Calls);
    if (body === undefined) throw new Error('the function was not called');
    return callSchema.parse(JSON.parse(body));
  };
  const noMoreCalls = async () => expect(await take(outputs.Calls, 1)).toBeUndefined();

  let machineNumber = 0;
  const start = async (states: Record<string, object>, input: object = {}) => {
    machineNumber += 1;
    const { stateMachineArn } = await machines.send(
      new CreateStateMachineCommand({
        name: `machine-${machineNumber}`,
        roleArn: 'arn:aws:iam::000000000000:role/machine',
        definition: JSON.stringify({ StartAt: Object.keys(states)[0], States: states }),
      }),
    );
    const { executionArn } = await machines.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
    return executionArn ?? '';
  };
  const describeExecution = async (executionArn: string) => {
    const { status, output, error, cause } = await machines.send(new DescribeExecutionCommand({ executionArn }));
    return { status, error, cause, output: status === 'SUCCEEDED' ? JSON.parse(output ?? '') : undefined };
  };
  const endOf = (executionArn: string) =>
    eventually(
      'the end of the execution',
      async () => {
        const described = await describeExecution(executionArn);
        return described.status === 'RUNNING' ? undefined : described;
      },
      15_000,
    );
  const stop = (executionArn: string) => machines.send(new StopExecutionCommand({ executionArn }));
  const succeed = (taskToken: string, output: object = { by: 'us' }) =>
    machines.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })).then(
      () => 'taken',
      (error: Error) => error.name,
    );

  const call = (Payload: object, more: object = {}) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: outputs.Doer, Payload },
    End: true,
    ...more,
  });
  const callAndWait = (Payload: object, more: object = {}) =>
    call(
      { 'token.$': '$$.Task.Token', ...Payload },
      {
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: null, Next: 'Late' }],
        ...more,
      },
    );
  const late = { Late: { Type: 'Pass', Result: 'late', End: true } };
  const invoke = async (event: object) => {
    const { FunctionError, Payload } = await functions.send(
      new InvokeCommand({ FunctionName: outputs.Doer, Payload: JSON.stringify(event) }),
    );
    return { functionError: FunctionError, payload: JSON.parse(Buffer.from(Payload ?? []).toString()) };
  };

  describe('a function that throws', () => {
    it.each(['throw at once', 'hold'])('names its error to whoever invoked it (%s), with message and trace', async (does) => {
      const { functionError, payload } = await invoke({ does, says: 'until Monday' });
      if (does === 'hold') await nextCall();
      expect(functionError).toBe('Unhandled');
      expect(payload).toEqual({ errorType: 'Held', errorMessage: 'until Monday', trace: expect.any(Array) });
      expect(payload.trace[0]).toBe('Held: until Monday');
      expect(payload.trace.length).toBeGreaterThan(1);
    });

    it('names the type of what is thrown and is no error', async () => {
      const { payload } = await invoke({ does: 'throw words' });
      expect(payload).toEqual({ errorType: 'string', errorMessage: 'words', trace: [] });
    });

    it('stays warm', async () => {
      const before = await invoke({});
      for (const does of ['throw at once', 'hold', 'throw words']) await invoke({ does });
      const after = await invoke({});
      for (let calls = 0; calls < 3; calls += 1) await nextCall();
      expect(after.payload.process).toBe(before.payload.process);
    });

    it.each(['throw at once', 'hold'])(
      'is caught by name in a machine (%s), which can read the message in its cause',
      async (does) => {
        const end = await endOf(
          await start({
            Call: call({ does, says: '2026-01-05T08:00:00Z' }, { Catch: [{ ErrorEquals: ['Held'], Next: 'Read' }] }),
            Read: { Type: 'Pass', Parameters: { 'error.$': '$.Error', 'cause.$': 'States.StringToJson($.Cause)' }, End: true },
          }),
        );
        if (does === 'hold') await nextCall();
        expect(end.output.error).toBe('Held');
        expect(end.output.cause).toMatchObject({ errorType: 'Held', errorMessage: '2026-01-05T08:00:00Z' });
      },
    );

    it('is tried again by the name of its error, and not by another', async () => {
      const retry = (error: string) => ({ Retry: [{ ErrorEquals: [error], IntervalSeconds: 1, MaxAttempts: 1 }] });
      const [tried, left] = await Promise.all([
        start({ Call: call({ does: 'hold', of: 'tried' }, retry('Held')) }),
        start({ Call: call({ does: 'hold', of: 'left' }, retry('Runtime.HandlerError')) }),
      ]);
      expect((await endOf(tried)).error).toBe('Held');
      expect((await endOf(left)).error).toBe('Held');
      const calls = [await nextCall(), await nextCall(), await nextCall()];
      expect(calls.filter(({ of }) => of === 'tried')).toHaveLength(2);
      await noMoreCalls();
    });

    it('is told of where its asynchronous invocations fail to', async () => {
      await functions.send(
        new PutFunctionEventInvokeConfigCommand({
          FunctionName: outputs.Doer,
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnFailure: { Destination: outputs.FailuresArn } },
        }),
      );
      await functions.send(
        new InvokeCommand({
          FunctionName: outputs.Doer,
          InvocationType: 'Event',
          Payload: JSON.stringify({ does: 'throw at once', says: 'no' }),
        }),
      );
      const told = JSON.parse((await take(outputs.Failures)) ?? 'null');
      expect(told.responsePayload).toMatchObject({ errorType: 'Held', errorMessage: 'no' });
    });

    it('keeps its error from HTTP clients', async () => {
      const answer = await fetch(`${emulator?.endpointUrl}/_aws/execute-api/${outputs.ApiId}/fails`);
      expect([answer.status, await answer.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    });

    it('leaves a queue the messages that failed, by batch or by item', async () => {
      const send = (MessageBody: string) => queues.send(new SendMessageCommand({ QueueUrl: outputs.Work, MessageBody }));
      await send('all');
      expect(await take(outputs.Dead)).toBe('all');
      for (const body of ['fine', 'this one', 'fine too']) await send(body);
      expect(await take(outputs.Dead)).toBe('this one');
      expect(await take(outputs.Dead, 2)).toBeUndefined();
    });
  });

  describe('a task that waits for its token', () => {
    it('goes on with the first answer, and tells the second that it is over', async () => {
      const execution = await start({ Ask: callAndWait({}, { TimeoutSeconds: 60 }), ...late });
      const { token } = await nextCall();
      const answers = await Promise.all([succeed(token, { answer: 1 }), succeed(token, { answer: 2 })]);
      expect(answers).toEqual(['taken', 'TaskTimedOut']);
      expect((await endOf(execution)).output).toEqual({ answer: 1 });
      expect(await succeed(token)).toBe('TaskTimedOut');
    });

    it('takes an answer that comes before the function has ended', async () => {
      const execution = await start({ Ask: callAndWait({ milliseconds: 1_000, does: 'hold' }, { TimeoutSeconds: 60 }), ...late });
      expect(await succeed((await nextCall()).token)).toBe('taken');
      expect((await endOf(execution)).output).toEqual({ by: 'us' });
    });

    it('fails at once, by name, when the function throws', async () => {
      const execution = await start({ Ask: callAndWait({ does: 'hold', says: 'no' }, { TimeoutSeconds: 60 }), ...late });
      const end = await endOf(execution);
      expect([end.status, end.error, JSON.parse(end.cause ?? '').errorMessage]).toEqual(['FAILED', 'Held', 'no']);
      expect(await succeed((await nextCall()).token)).toBe('TaskTimedOut');
    });

    it('fails with the error that it is told', async () => {
      const execution = await start({ Ask: callAndWait({}, { TimeoutSeconds: 60 }), ...late });
      const { token: taskToken } = await nextCall();
      await machines.send(new SendTaskFailureCommand({ taskToken, error: 'Refused', cause: 'by us' }));
      expect(await endOf(execution)).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'by us' });
    });

    it('has another token at each attempt, and the one before is over', async () => {
      const retry = { Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 1 }], TimeoutSeconds: 1 };
      const execution = await start({ Ask: callAndWait({}, retry), ...late });
      const [first, second] = [await nextCall(), await nextCall()];
      expect(first.token).not.toBe(second.token);
      expect(await succeed(first.token)).toBe('TaskTimedOut');
      expect(await succeed(second.token)).toBe('taken');
      expect((await endOf(execution)).output).toEqual({ by: 'us' });
    });

    it('has its time from the start of the attempt, the function included', async () => {
      const begun = Date.now();
      const execution = await start({ Ask: callAndWait({ milliseconds: 2_000 }, { TimeoutSeconds: 3 }), ...late });
      expect((await endOf(execution)).output).toBe('late');
      expect(Date.now() - begun).toBeLessThan(4_500);
      expect(await succeed((await nextCall()).token)).toBe('TaskTimedOut');
    });

    it('can be given its time in the input, which has to be a number of seconds', async () => {
      const states = { Ask: callAndWait({}, { TimeoutSecondsPath: '$.seconds' }), ...late };
      expect((await endOf(await start(states, { seconds: 1 }))).output).toBe('late');
      await nextCall();
      expect(await endOf(await start(states, { seconds: 'soon' }))).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
      await noMoreCalls();
    });

    it('is over when its execution is stopped, and is not tried again', async () => {
      const retry = { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 3 }], TimeoutSeconds: 1 };
      const execution = await start({ Ask: callAndWait({}, retry), ...late });
      const { token } = await nextCall();
      await stop(execution);
      expect(await succeed(token)).toBe('TaskTimedOut');
      expect(await take(outputs.Calls, 3)).toBeUndefined();
      expect((await describeExecution(execution)).status).toBe('ABORTED');
    });

    it('knows a token that never was one', async () => {
      expect(await succeed('no token')).toBe('InvalidToken');
    });

    it('does not take what is no JSON', async () => {
      const execution = await start({ Ask: callAndWait({}, { TimeoutSeconds: 60 }), ...late });
      const { token: taskToken } = await nextCall();
      const refused = machines.send(new SendTaskSuccessCommand({ taskToken, output: 'no JSON' }));
      await expect(refused).rejects.toMatchObject({ name: 'InvalidOutput' });
      expect(await succeed(taskToken)).toBe('taken');
      expect((await endOf(execution)).status).toBe('SUCCEEDED');
    });

    it('waits no longer when waits are let go, though it may already be waiting', async () => {
      const twoWeeks = { TimeoutSeconds: 1_209_600 };
      const execution = await start({ Ask: callAndWait({}, twoWeeks), ...late });
      await nextCall();
      await scale(0);
      try {
        expect((await endOf(execution)).output).toBe('late');
        expect((await endOf(await start({ Ask: callAndWait({}, twoWeeks), ...late }))).output).toBe('late');
        await nextCall();
      } finally {
        await scale(1);
      }
    });
  });

  it('makes no further attempt of a function in an execution that was stopped', async () => {
    const retry = { Retry: [{ ErrorEquals: ['Held'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 3 }] };
    const execution = await start({ Call: call({ does: 'hold' }, retry) });
    await nextCall();
    await stop(execution);
    expect(await take(outputs.Calls, 3)).toBeUndefined();
    expect((await describeExecution(execution)).status).toBe('ABORTED');
  });

  it('does not run a held stage again and again until its moment has come, when waits are let go', async () => {
    const moment = new Date(Date.now() + 4_000).toISOString();
    await scale(0);
    try {
      const held = { Catch: [{ ErrorEquals: ['Held'], ResultPath: null, Next: 'Wait' }] };
      const execution = await start(
        { Call: call({ does: 'hold' }, held), Wait: { Type: 'Wait', TimestampPath: '$.moment', Next: 'Call' } },
        { moment },
      );
      for (let calls = 0; calls < 2; calls += 1) await nextCall();
      const begun = Date.now();
      await nextCall();
      expect(Date.now() - begun).toBeGreaterThan(700);
      await stop(execution);
    } finally {
      await scale(1);
    }
  });

  it.each([
    ['no time', 'TimestampPath', {}],
    ['words', 'TimestampPath', { time: 'soon' }],
    ['a day', 'TimestampPath', { time: '2026-01-05' }],
    ['no number', 'SecondsPath', { time: '3' }],
  ])('fails a Wait that is told %s', async (_what, path, input) => {
    const end = await endOf(await start({ Wait: { Type: 'Wait', [path]: '$.time', End: true } }, input));
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
