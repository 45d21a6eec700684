/**
 * How long a journey's Wait takes on the local stack: 1 as written, 0 not at all. Also ends Waits that have begun (which MiniStack
 * alone does not; see emulator/adaptations/machines.py). No clock is moved: what is due in two days is still dated in two days.
 */
export const scaleWaits = async (endpointUrl: string, scale: number): Promise<void> => {
  const answer = await fetch(`${endpointUrl}/_ministack/config`, {
    method: 'POST',
    body: JSON.stringify({ 'stepfunctions._SFN_WAIT_SCALE': scale }),
  });
  if (!answer.ok) throw new Error(`the emulator did not take the wait scale: ${answer.status}`);
};
