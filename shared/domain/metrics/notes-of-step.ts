import type { JourneyRun } from '#shared/domain/journey/run.ts';
import { type NoteKind, noteKey } from '#shared/domain/journey/run-notes.ts';
import type { JourneyOutline } from './journey-outline.ts';

/** What runs note of one step. */
export interface NotesOfStep {
  readonly step: string;
  readonly name: string;
  readonly labels: readonly string[];
}

/**
 * What runs note of each step: those of the journey in its order, also where there is nothing yet, and then those that were in the file when
 * the runs went through.
 */
export const notesOf = (
  runs: readonly JourneyRun[],
  note: NoteKind,
  outline: JourneyOutline | undefined,
  kind: JourneyOutline['steps'][number]['kind'],
): readonly NotesOfStep[] => {
  const ending = noteKey('', note);
  const labels = new Map<string, string[]>();
  for (const { decisions = {} } of runs) {
    for (const [key, { label }] of Object.entries(decisions)) {
      if (!key.endsWith(ending)) continue;
      const step = key.slice(0, -ending.length);
      const some = labels.get(step);
      if (some === undefined) labels.set(step, [label]);
      else some.push(label);
    }
  }
  const known = (outline?.steps ?? []).filter((step) => step.kind === kind).map(({ id, name }) => ({ step: id, name }));
  const others = [...labels.keys()].filter((step) => !known.some((each) => each.step === step)).toSorted();
  return [...known, ...others.map((step) => ({ step, name: step }))].map((each) => ({
    ...each,
    labels: labels.get(each.step) ?? [],
  }));
};
