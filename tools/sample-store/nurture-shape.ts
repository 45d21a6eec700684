import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { NurtureShape } from './expectations.ts';

export const nurture = 'lead-nurture';

const machine = z.object({
  StartAt: z.string(),
  States: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Parameters: z.object({ Payload: z.looseObject({ steps: z.array(z.looseObject({ kind: z.string() })) }) }).optional(),
    }),
  ),
});

type Machine = z.infer<typeof machine>;

const sendsOf = (state: Machine['States'][string] | undefined): number =>
  (state?.Parameters?.Payload.steps ?? []).filter(({ kind }) => kind === 'send').length;

/** Counts the mails in a compiled journey. */
export const shapeOf = (definition: unknown): NurtureShape => {
  const { StartAt, States } = machine.parse(definition);
  return {
    sends: Object.values(States).reduce((sum, state) => sum + sendsOf(state), 0),
    sendsAtOnce: sendsOf(States[StartAt]),
  };
};

/** The shape of the nurture as it is deployed. `arnPrefix` is the ARN of a journey's machine, up to the journey's name. */
export const readNurtureShape = async (arnPrefix: string): Promise<NurtureShape> => {
  const { definition } = await new SFNClient({}).send(
    new DescribeStateMachineCommand({ stateMachineArn: `${arnPrefix}${nurture}` }),
  );
  return shapeOf(JSON.parse(definition ?? '{}'));
};
