import * as z from 'zod';
import type { JourneyRules } from '#shared/domain/journey/journey.ts';
import type { CompiledJourney } from '../compile-journey.ts';
import { sayDuration } from '../duration.ts';
import { endsWell } from '../retry.ts';

/** A journey as somebody would draw it on a whiteboard: what happens in boxes, the waits on the arrows. */
export interface JourneyGraph {
  readonly journey: string;
  readonly description: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** What takes a customer out wherever they are: drawn at the side. */
  readonly exits: readonly string[];
  readonly goal?: { readonly on: string; readonly within: string };
}

export interface GraphNode {
  readonly id: string;
  /** `entry`, `choice` and `end` are drawn in forms of their own; every other word is the kind of a step. */
  readonly kind: string;
  readonly title: string;
  /** What else is to be said of it, in a few words. */
  readonly detail?: string;
  /** The day of the journey it falls on; the entry is on day 1. */
  readonly day?: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** A wait, a condition, or what went wrong. */
  readonly label?: string;
  /** Taken when something failed. */
  readonly exception?: boolean;
}

/**
 * Draws the state machine, not the file: every state is looked at for what it runs and where it leads to, so a new kind of step draws
 * itself. Waits, and stages that run nothing, become labels of arrows.
 */
export const graphOf = ({ journey, description, rules, definition }: CompiledJourney): JourneyGraph => {
  const { StartAt, States } = machine.parse(definition('run-stage'));
  const states = new Map(Object.entries(States));
  const drawn = [...states].map(([name, state], index) => draw(name, state, `s${index}`));
  const parts = new Map(drawn.map((part) => [part.state, part]));

  const edges: GraphEdge[] = [];
  const reached = new Set<string>();
  /** Follows the machine from a box to the next box, collecting labels on the way. */
  const follow = (from: string, to: Target, labels: readonly string[], passed: readonly string[]): void => {
    const said = to.label === undefined ? labels : [...labels, to.label];
    const part = to.state === undefined ? undefined : parts.get(to.state);
    const label = said.length === 0 ? {} : { label: said.join(', then ') };
    const kind = to.exception === true ? { exception: true } : {};
    if (part === undefined) {
      edges.push({ from, to: completed.id, ...label, ...kind });
      reached.add(completed.id);
      return;
    }
    if (part.first === undefined) {
      if (passed.includes(part.state)) return;
      const own = part.label === undefined ? said : [...said, part.label];
      for (const next of part.leadsTo) follow(from, { ...kind, ...next }, own, [...passed, part.state]);
      return;
    }
    edges.push({ from, to: part.first, ...label, ...kind });
    if (reached.has(part.first)) return;
    reached.add(part.first);
    for (const next of part.leadsTo) follow(part.last ?? part.first, next, [], []);
  };
  follow(entryId, { state: StartAt }, [], []);

  const within = drawn.filter(({ first }) => first !== undefined && reached.has(first));
  return {
    journey,
    description,
    nodes: [
      { id: entryId, kind: 'entry', title: rules.enter.on, detail: sayReentry(rules.enter.reenter) },
      ...within.flatMap(({ nodes }) => nodes),
      ...(reached.has(completed.id) ? [completed] : []),
    ],
    edges: [...edges, ...within.flatMap((part) => part.edges)],
    exits: rules.exits.map(({ on }) => on),
    ...(rules.goal === undefined ? {} : { goal: { on: rules.goal.on, within: sayDuration(rules.goal.withinMilliseconds) } }),
  };
};

const entryId = 'entry';
const completed: GraphNode = { id: 'completed', kind: 'end', title: 'Journey completed' };

/** What is drawn for one state: boxes in a row, or only a label of the arrow through it. */
interface Part {
  readonly state: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly first?: string;
  readonly last?: string;
  readonly label?: string;
  readonly leadsTo: readonly Target[];
}

interface Target {
  /** Absent where the machine ends. */
  readonly state?: string;
  readonly label?: string;
  readonly exception?: boolean;
}

const draw = (state: string, content: State, id: string): Part => {
  const { day, name } = placed(state);
  const leadsTo = targetsOf(content);
  const boxes = (nodes: readonly GraphNode[]): Part => {
    const [first] = nodes;
    const last = nodes.at(-1);
    const edges = nodes.slice(1).map((node, index): GraphEdge => ({ from: nodes[index]?.id ?? id, to: node.id }));
    return { state, nodes, edges, leadsTo, ...(first && last ? { first: first.id, last: last.id } : {}) };
  };
  switch (content.Type) {
    case 'Wait':
      return { ...boxes([]), label: name };
    case 'Pass':
      return boxes([]);
    case 'Choice':
      return boxes([{ id, kind: 'choice', title: content.Comment ?? name, ...day }]);
    case 'Succeed':
    case 'Fail':
      return boxes([{ id, kind: 'end', title: name, ...day }]);
    default: {
      const steps = content.Parameters?.Payload?.steps;
      if (steps === undefined) return boxes([{ id, kind: 'step', title: name, ...day }]);
      return boxes(steps.map((step, index) => ({ id: `${id}_${index}`, kind: step.kind, ...textOf(step), ...day })));
    }
  }
};

const targetsOf = (state: State): readonly Target[] => {
  const ends = state.End === true || (state.Type !== 'Choice' && state.Next === undefined);
  return [
    ...state.Choices.map((rule) => ({ state: rule.Next, label: rule.Comment ?? sayRule(rule) })),
    ...(state.Default === undefined ? [] : [{ state: state.Default, label: 'else' }]),
    ...(state.Next === undefined ? [] : [{ state: state.Next }]),
    ...(ends && state.Type !== 'Succeed' && state.Type !== 'Fail' ? [{}] : []),
    // That the customer has left meanwhile is what the exits at the side say.
    ...state.Catch.filter(({ ErrorEquals }) => !ErrorEquals.every((error) => endsWell.includes(error))).map(
      ({ ErrorEquals, Next }) => ({ state: Next, label: `on ${ErrorEquals.join(', ')}`, exception: true }),
    ),
  ];
};

/** The value that a rule compares with; good enough where a rule has no comment of its own. */
const sayRule = (rule: z.infer<typeof choiceRule>): string => {
  const compared = Object.entries(rule).filter(([key]) => !['Next', 'Variable', 'Comment'].includes(key));
  return compared.map(([, value]) => (typeof value === 'object' ? 'otherwise' : String(value))).join(', ');
};

/** State names begin with the day, as in `Day 3 · send case-study`. */
const placed = (state: string): { readonly name: string; readonly day: { readonly day?: number } } => {
  const [, day, name] = /^Day (\d+) · (.*)$/s.exec(state) ?? [];
  return name === undefined ? { name: state, day: {} } : { name, day: { day: Number(day) } };
};

/** The name of a step without the word for its kind, which the drawing shows in its own way; and its particulars. */
const textOf = ({ kind, name, message, title, assignee, dueInMilliseconds }: Step): Pick<GraphNode, 'title' | 'detail'> => {
  const own = name.startsWith(`${kind} `) ? name.slice(kind.length + 1) : name;
  const details = [
    ...[message, title].filter((what) => what !== undefined && what.toLowerCase() !== own.toLowerCase()),
    ...(assignee === undefined ? [] : [`for ${assignee}`]),
    ...(dueInMilliseconds === undefined ? [] : [`due in ${sayDuration(dueInMilliseconds)}`]),
  ];
  return { title: own, ...(details.length === 0 ? {} : { detail: details.join(', ') }) };
};

const sayReentry = (reenter: JourneyRules['enter']['reenter']): string => {
  switch (reenter.rule) {
    case 'never':
      return 'once in a lifetime';
    case 'after-completion':
      return 'again after completion';
    case 'after':
      return `again after ${sayDuration(reenter.milliseconds)}`;
  }
};

const stepOf = z.looseObject({
  kind: z.string(),
  name: z.string(),
  message: z.string().optional(),
  title: z.string().optional(),
  assignee: z.string().optional(),
  dueInMilliseconds: z.number().optional(),
});
type Step = z.infer<typeof stepOf>;

const choiceRule = z.looseObject({ Next: z.string(), Comment: z.string().optional() });

const stateOf = z.looseObject({
  Type: z.string(),
  Comment: z.string().optional(),
  Next: z.string().optional(),
  End: z.boolean().optional(),
  Default: z.string().optional(),
  Choices: z.array(choiceRule).default([]),
  Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string() })).default([]),
  Parameters: z.looseObject({ Payload: z.looseObject({ steps: z.array(stepOf).optional() }).optional() }).optional(),
});
type State = z.infer<typeof stateOf>;

const machine = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), stateOf) });
