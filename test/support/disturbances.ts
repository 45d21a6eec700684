import type { Interruption, StageWorld } from './stage-world.ts';

/** Between two effects of an invocation. */
export interface Point {
  readonly number: number;
  readonly name: string;
  readonly when: 'before' | 'after';
}

export class Crash extends Error {
  override readonly name = 'Crash';
}

export const sayPoint = ({ number, name, when }: Point): string => `${when} effect ${number} (${name})`;

export const isSamePoint = (a: Point, b: Point): boolean => a.number === b.number && a.when === b.when;

export const crashAt =
  (wanted: Point): Interruption =>
  (point) => {
    if (isSamePoint(point, wanted)) throw new Crash();
  };

export const pauseAt =
  (wanted: Point, meanwhile: () => Promise<unknown>): Interruption =>
  async (point) => {
    if (isSamePoint(point, wanted)) await meanwhile();
  };

/** Every boundary that an undisturbed invocation crosses. */
export const pointsOf = async (run: (interruption: Interruption) => Promise<unknown>): Promise<readonly Point[]> => {
  const points: Point[] = [];
  await run((point) => {
    points.push(point);
  });
  return points;
};

/** As Step Functions does: what fails is invoked again. Each attempt may be disturbed. Answers with what the last one did. */
export const untilItEnds = async (
  world: StageWorld,
  stage: Parameters<StageWorld['runStage']>[0],
  ...interruptions: readonly Interruption[]
) => {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    try {
      return await world.runStage(stage, interruptions[attempt]);
    } catch (error) {
      if (!(error instanceof Error) || !['Crash', 'SendNotNow', 'WebhookNotNow', 'WriteConflict'].includes(error.name))
        throw error;
    }
  }
  throw new Error('the stage did not end in ten attempts');
};
