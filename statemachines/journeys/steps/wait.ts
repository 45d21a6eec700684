import * as z from 'zod';
import { duration, sayDuration } from '../duration.ts';
import { named, type Step, type StepKind, stepName } from './kind.ts';

/** `- wait: 2 days` goes on after that time. The whole journey is checked for length, so a single wait is not. */
export const wait: StepKind = {
  schema: () =>
    z
      .strictObject({
        wait: duration.meta({ description: 'How long, in minutes, hours, days or weeks.' }),
        name: stepName,
      })
      .meta({ description: 'Wait before going on.' })
      .transform(
        ({ wait: milliseconds, name }): Step => ({
          kind: 'wait',
          ...named(name),
          title: `wait ${sayDuration(milliseconds)}`,
          isAnonymous: name === undefined,
          arms: [],
          check: () => [],
          lower: () => [{ kind: 'wait', wait: { kind: 'duration', milliseconds } }],
        }),
      ),
};
