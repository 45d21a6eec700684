import { createRunDirectory } from '#shared/adapters/dynamodb/run-directory.ts';
import { openTable } from '#shared/adapters/dynamodb/table.ts';
import { isOver, type JourneyRun } from '#shared/domain/journey/run.ts';
import { type Deployment, outputOf } from '../deployment.ts';
import { CommandFailure } from '../failure.ts';

/** No execution lasts longer than a year, so whoever is under way entered since. */
const longestMilliseconds = 366 * 86_400_000;
const most = 200_000;

/** The runs of a journey that have not ended, in a deployment. */
export const runsUnderWay = async (deployment: Deployment, journey: string, now: Date): Promise<readonly JourneyRun[]> => {
  const directory = createRunDirectory(openTable(outputOf(deployment, 'TableName')));
  const span = { from: new Date(now.getTime() - longestMilliseconds).toISOString(), to: now.toISOString() };
  const found = await directory.entered(journey, span, most);
  if (found.kind === 'too-many') {
    throw new CommandFailure(`${journey} has had more than ${most} runs in a year: too many to read them one by one.`);
  }
  return found.runs.filter((run) => !isOver(run));
};

/** Where a run is: the state it waits in. */
export const placeOf = ({ stands }: JourneyRun): string => stands?.in ?? 'before its first wait';
