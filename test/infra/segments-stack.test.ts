import { Match, type Template } from 'aws-cdk-lib/assertions';
import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { stages } from '#infra/stages.ts';
import { sweepShare } from '#shared/domain/segment/sweep.ts';
import { aMarketing } from '#test/support/a-marketing.ts';
import { synthesize } from '#test/support/synthesize.ts';

const template = (overrides: Parameters<typeof aMarketing>[0] = {}): Template => {
  const found = synthesize(stages.prod, { marketing: aMarketing(overrides) }).segments;
  if (found === undefined) throw new Error('there is no stack of segments');
  return found;
};

const [journey] = aMarketing().journeys;
const onMondays = journey && {
  ...journey,
  schedule: { journey: 'welcome', segment: 'buyer', every: { at: '09:00', day: 'monday' }, cron: 'cron(0 9 ? * MON *)' } as const,
};

/** The definition, with references as their text. */
const definitionOf = (stack: Template) => {
  const [machine] = Object.values(stack.findResources('AWS::StepFunctions::StateMachine'));
  const { DefinitionString } = z.object({ DefinitionString: z.unknown() }).parse(machine?.Properties);
  const parts = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }).parse(DefinitionString);
  const text = parts['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'function')).join('');
  return JSON.parse(text);
};

describe('sweeps', () => {
  it('are started each night for segments, under the time that was scheduled and by the clock of the marketing files', () => {
    template().hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'tributary-prod-nightly-segments',
      GroupName: Match.anyValue(),
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      Target: Match.objectLike({ Input: '{"purpose":"segments","dueAt":"<aws.scheduler.scheduled-time>"}' }),
    });
  });

  it('are not started where there are no segments', () => {
    template({ segments: [] }).resourceCountIs('AWS::Scheduler::Schedule', 0);
  });

  it('are started for each journey that has a schedule', () => {
    template({ journeys: onMondays === undefined ? [] : [onMondays] }).hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'tributary-prod-due-welcome',
      ScheduleExpression: 'cron(0 9 ? * MON *)',
      Target: Match.objectLike({
        Input: '{"purpose":"schedule","journey":"welcome","segment":"buyer","dueAt":"<aws.scheduler.scheduled-time>"}',
      }),
    });
  });

  it('may be started by the scheduler, which may do nothing else', () => {
    const policies = Object.values(template().findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
      JSON.stringify(Properties).includes('states:StartExecution'),
    );
    expect(policies.map(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
      [{ Action: 'states:StartExecution', Effect: 'Allow', Resource: { Ref: expect.stringContaining('Sweeps') } }],
    ]);
  });

  it('go on as long as an answer says where, each share with the name of the sweep', () => {
    const { States } = definitionOf(template());
    expect(States.Divide.Parameters).toEqual({ 'sweep.$': '$', parts: [0, 1, 2, 3] });
    expect(States.Sweep.ItemSelector).toEqual({
      'sweep.$': '$.sweep',
      'startedAt.$': '$$.Execution.StartTime',
      'part.$': '$$.Map.Item.Value',
      parts: 4,
    });
    const inside = States.Sweep.ItemProcessor.States;
    expect(inside['Sweep on']).toMatchObject({ OutputPath: '$.Payload', Next: 'More customers?' });
    expect(inside['More customers?'].Choices).toEqual([{ Variable: '$.next', IsPresent: true, Next: 'Sweep on' }]);
  });

  it('invoke the function for each share, again with each answer that says where to go on', async () => {
    const invoked: unknown[] = [];
    const pages = 3;
    const machine = new StateMachine(definitionOf(template()), { validationOptions: { noValidate: true } });
    const { result } = machine.run(
      { purpose: 'segments', dueAt: '2026-11-23T03:00:00Z' },
      {
        overrides: {
          taskResourceLocalHandlers: {
            'Sweep on': (input) => {
              const share = sweepShare.parse(z.object({ Payload: z.unknown() }).parse(input).Payload);
              invoked.push([share.part, share.next]);
              const { next = '0', ...rest } = share;
              const answer = Number(next) + 1 < pages ? { ...rest, next: String(Number(next) + 1) } : rest;
              return JSON.parse(JSON.stringify({ Payload: answer }));
            },
          },
        },
        context: { Execution: { StartTime: '2026-11-23T03:00:01.123Z' } },
      },
    );
    const shares = z.array(sweepShare).parse(await result);
    expect(shares.map(({ part, next, sweep }) => [part, next, sweep.dueAt])).toEqual(
      [0, 1, 2, 3].map((part) => [part, undefined, '2026-11-23T03:00:00.000Z']),
    );
    expect(invoked).toHaveLength(4 * pages);
    expect(invoked).toEqual(
      expect.arrayContaining(
        [0, 1, 2, 3].flatMap((part) => [
          [part, undefined],
          [part, '1'],
          [part, '2'],
        ]),
      ),
    );
  });
});
