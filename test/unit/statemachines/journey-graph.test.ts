import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompiledJourney, compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { graphOf } from '#statemachines/journeys/graph/journey-graph.ts';
import { mermaidOf } from '#statemachines/journeys/graph/mermaid.ts';
import { svgOf } from '#statemachines/journeys/graph/svg.ts';
import { linesOf, textWidth } from '#statemachines/journeys/graph/text-lines.ts';

const messages = ['product-manual', 'case-study', 'webinar-invitation'];
const compiled = (text: string): CompiledJourney => {
  const result = compileJourney('marketing/journeys/example.yaml', text, { messages });
  if ('compiled' in result) return result.compiled;
  throw new Error(JSON.stringify(result.problems));
};
const leadNurture = { ...compiled(readFileSync('marketing/journeys/lead-nurture.yaml', 'utf8')), journey: 'lead-nurture' };

/** A journey of which only the machine matters. */
const machine = (StartAt: string, States: Record<string, unknown>): CompiledJourney => ({
  journey: 'example',
  description: 'An example',
  rules: { journey: 'example', enter: { on: 'Lead Created', reenter: { rule: 'never' } }, exits: [] },
  definition: () => ({ StartAt, States }),
});
const stage = (steps: readonly (readonly [kind: string, name: string])[], rest: object) => ({
  Type: 'Task',
  Parameters: { Payload: { steps: steps.map(([kind, name]) => ({ kind, name })) } },
  ...rest,
});
const arrows = (journey: CompiledJourney): readonly string[] => {
  const { nodes, edges } = graphOf(journey);
  const titles = new Map(nodes.map(({ id, title }) => [id, title]));
  return edges.map(({ from, to, label, exception }) =>
    [titles.get(from), exception === true ? `-.${label}.->` : label === undefined ? '->' : `-${label}->`, titles.get(to)].join(
      ' ',
    ),
  );
};

describe('the graph of a journey', () => {
  it('has the entry at its beginning, the waits on its arrows, and exits and goal at its side', () => {
    expect(arrows(leadNurture)).toEqual([
      'Lead Created -> product-manual',
      'product-manual -wait 2 days-> case-study',
      'case-study -wait 2 days-> webinar-invitation',
      'webinar-invitation -wait 2 days-> Call the lead and ask which questions are still open',
      'Call the lead and ask which questions are still open -> Journey completed',
    ]);
    const { exits, goal, nodes } = graphOf(leadNurture);
    expect({ exits, goal }).toEqual({
      exits: ['Order Completed', 'Unsubscribed'],
      goal: { on: 'Demo Booked', within: '30 days' },
    });
    expect(nodes.map(({ kind, day }) => [kind, day])).toEqual([
      ['entry', undefined],
      ['send', 1],
      ['send', 3],
      ['send', 5],
      ['task', 7],
      ['end', undefined],
    ]);
  });

  it('shows all steps between two waits, and no box for a stage without any', () => {
    const journey = compiled(`
      description: x
      enter: { on: Lead Created, reenter: { after: 30 days } }
      steps:
        - wait: 1 day
        - send: case-study
          name: the long one
        - send: product-manual
        - wait: 2 hours
    `);
    expect(arrows(journey)).toEqual([
      'Lead Created -wait 1 day-> the long one',
      'product-manual -wait 2 hours-> Journey completed',
      'the long one -> product-manual',
    ]);
    const [entry, renamed] = graphOf(journey).nodes;
    expect([entry?.detail, renamed?.detail]).toEqual(['again after 30 days', 'case-study']);
  });

  it('draws kinds of steps, branches and failures that it has never heard of', () => {
    const journey = machine('Day 1 · coupon spring', {
      'Day 1 · coupon spring': stage([['coupon', 'coupon spring']], {
        Next: 'Day 1 · wait 3 days',
        Catch: [
          { ErrorEquals: ['RunEnded'], Next: 'Run ended' },
          { ErrorEquals: ['PoolEmpty'], Next: 'Day 1 · tell us' },
        ],
      }),
      'Day 1 · wait 3 days': { Type: 'Wait', Next: 'Day 4 · opened?' },
      'Day 4 · opened?': {
        Type: 'Choice',
        Choices: [
          { Variable: '$.arm', StringEquals: 'opened', Next: 'Day 4 · thanks' },
          { Variable: '$.arm', StringEquals: 'x', Comment: 'visited twice', Next: 'Day 4 · wait 1 day' },
        ],
        Default: 'Day 4 · tell us',
      },
      'Day 4 · thanks': stage([['send', 'send thanks']], { Next: 'Day 4 · wait 1 day' }),
      'Day 4 · wait 1 day': { Type: 'Wait', Next: 'Done' },
      'Day 1 · tell us': { Type: 'Pass', Next: 'Day 4 · tell us' },
      'Day 4 · tell us': stage([['webhook', 'webhook tell us']], { End: true }),
      Done: { Type: 'Succeed' },
      'Run ended': { Type: 'Succeed' },
    });
    expect(arrows(journey)).toEqual([
      'Lead Created -> spring',
      'spring -wait 3 days-> opened?',
      'opened? -opened-> thanks',
      'thanks -wait 1 day-> Done',
      'opened? -visited twice, then wait 1 day-> Done',
      'opened? -else-> tell us',
      'tell us -> Journey completed',
      'spring -.on PoolEmpty.-> tell us',
    ]);
  });

  it('comes to an end for a machine that goes round in circles', () => {
    const journey = machine('A', {
      A: stage([['send', 'send a']], { Next: 'Wait' }),
      Wait: { Type: 'Wait', Next: 'A' },
    });
    expect(arrows(journey)).toEqual(['Lead Created -> a', 'a -Wait-> a']);
    const waiting = machine('One', { One: { Type: 'Wait', Next: 'Two' }, Two: { Type: 'Wait', Next: 'One' } });
    expect(arrows(waiting)).toEqual([]);
    expect(svgOf(graphOf(waiting))).toContain('</svg>');
  });
});

describe('as Mermaid', () => {
  it('is what GitHub draws', () => {
    expect(mermaidOf(graphOf(leadNurture))).toMatchInlineSnapshot(`
      "flowchart TB
        entry(["Lead Created<br/>once in a lifetime"])
        s0_0["Day 1<br/>send product-manual"]
        s2_0["Day 3<br/>send case-study"]
        s4_0["Day 5<br/>send webinar-invitation"]
        s6_0["Day 7<br/>task Call the lead and ask which questions are still open<br/>for sales, due in 1 day"]
        completed(["Journey completed"])
        entry --> s0_0
        s0_0 -->|"wait 2 days"| s2_0
        s2_0 -->|"wait 2 days"| s4_0
        s4_0 -->|"wait 2 days"| s6_0
        s6_0 --> completed
        subgraph side["At any time"]
          direction TB
          goal(["Goal<br/>Demo Booked<br/>within 30 days"])
          exits["Leaves at once on<br/>Order Completed<br/>Unsubscribed"]
          goal ~~~ exits
        end
      "
    `);
  });

  it('takes what people write as text', () => {
    const journey = { ...machine('A', { A: stage([['task', 'ask "why" & <b>#1</b>']], { End: true }) }) };
    expect(mermaidOf(graphOf(journey))).toContain('"task ask #quot;why#quot; & #lt;b#gt;#35;1#lt;/b#gt;"');
  });
});

describe('as SVG', () => {
  it('is the picture in the manual (vitest -u draws it again)', async () => {
    await expect(svgOf(graphOf(leadNurture))).toMatchFileSnapshot('../../../docs/reference/lead-nurture.svg');
  });

  it('takes what people write as text', () => {
    const svg = svgOf({ ...graphOf(machine('A', { A: stage([['task', '<script>"&']], { End: true }) })), exits: ['<i>'] });
    expect(svg).toContain('&lt;script&gt;&quot;&amp;');
    expect(svg).not.toMatch(/<script|<i>/);
  });

  it('breaks text between words, into lines that fit, and loses none of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 20, max: 300 }), (text, width) => {
        const lines = linesOf(text, width, 14, true);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(/\s/g, ''));
        for (const line of lines) expect([...line].length === 1 || textWidth(line, 14, true) <= width).toBe(true);
      }),
    );
  });
});
