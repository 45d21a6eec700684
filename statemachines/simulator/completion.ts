import type { ProfileId } from '#shared/domain/profile/profile-id.ts';
import type { SentEvent, Simulation } from './simulation.ts';

/** The id of a task that an event was to complete and that had not been given by then. */
export const notGiven = 'not-given';

/** An event as the completion of the task that a step of a journey has given the customer last. */
export const completionOf = async (
  { tasks }: Pick<Simulation, 'tasks'>,
  {
    profileId,
    journey,
    step,
    event,
  }: { readonly profileId: ProfileId; readonly journey: string; readonly step: string; readonly event: SentEvent },
): Promise<SentEvent> => {
  const given = (await tasks(profileId)).filter((task) => task.journey === journey && task.step === step);
  const taskId = given.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)).at(-1)?.taskId ?? notGiven;
  return { ...event, properties: { ...Object(event.properties), taskId } };
};
