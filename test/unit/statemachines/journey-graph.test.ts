import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMarketing } from '#infra/marketing.ts';
import { type CompiledJourney, compileJourney } from '#statemachines/journeys/compile-journey.ts';
import { crossings } from '#statemachines/journeys/graph/crossings.ts';
import type { GraphNode } from '#statemachines/journeys/graph/drawing.ts';
import { graphOf } from '#statemachines/journeys/graph/journey-graph.ts';
import { mermaidOf } from '#statemachines/journeys/graph/mermaid.ts';
import { svgOf } from '#statemachines/journeys/graph/svg.ts';
import { along } from '#statemachines/journeys/graph/svg-arrow.ts';
import { place } from '#statemachines/journeys/graph/svg-place.ts';
import { linesOf, shortened, textWidth } from '#statemachines/journeys/graph/text-lines.ts';
import { aSurroundings } from '#test/support/a-surroundings.ts';
import { slow } from '#test/support/tributary.ts';

const compiled = (text: string, name = 'example'): CompiledJourney => {
  const result = compileJourney(`marketing/journeys/${name}.yaml`, text, aSurroundings());
  if ('compiled' in result) return result.compiled;
  throw new Error(JSON.stringify(result.problems));
};
const leadNurture = compiled(readFileSync('test/unit/statemachines/fixtures/lead-nurture.yaml', 'utf8'), 'lead-nurture');
const everyStep = compiled(readFileSync('test/unit/statemachines/fixtures/every-step.yaml', 'utf8'), 'every-step');

const journey = (steps: string, enter = '{ on: Lead Created }', rest = ''): CompiledJourney =>
  compiled(`description: x\nenter: ${enter}\nholdout: { share: 0%, because: this is only a test }\n${rest}\nsteps: ${steps}`);

const told = ({ title, details }: GraphNode): string => [title, ...details].join(' / ');
const arrows = (drawn: CompiledJourney): readonly string[] => {
  const { nodes, edges } = graphOf(drawn);
  const titles = new Map(nodes.map((node) => [node.id, node.kind === 'end' ? told(node) : node.title]));
  return edges.map(({ from, to, label, exception }) =>
    [titles.get(from), exception === true ? '-.->' : label === undefined ? '->' : `-${label}->`, titles.get(to)].join(' '),
  );
};
const boxes = (steps: string): readonly string[] =>
  graphOf(journey(steps)).nodes.flatMap((node) =>
    node.kind === 'entry' || node.kind === 'end' ? [] : [`${node.kind}: ${told(node)}`],
  );

describe('the graph of a journey', () => {
  it('has the entry at its beginning, steps and waits in a line, and exits and goal at its side', () => {
    expect(arrows(leadNurture)).toEqual([
      'Lead Created -> product-manual',
      'product-manual -> wait 2 days',
      'wait 2 days -> case-study',
      'case-study -> wait 2 days',
      'wait 2 days -> webinar-invitation',
      'webinar-invitation -> wait 2 days',
      'wait 2 days -> Call the lead and ask which questions are still open',
      'Call the lead and ask which questions are still open -> Journey completed',
    ]);
    const { exits, exitsWhen, goal, nodes } = graphOf(leadNurture);
    expect({ exits, exitsWhen, goal }).toEqual({
      exits: [{ what: 'Order Completed' }, { what: 'Unsubscribed' }],
      exitsWhen: [],
      goal: { what: 'Demo Booked', within: '30 days' },
    });
    expect(nodes.flatMap(({ kind, day }) => (kind === 'wait' ? [] : [[kind, day]]))).toEqual([
      ['entry', undefined],
      ['send', 'Day 1'],
      ['send', 'Day 3'],
      ['send', 'Day 5'],
      ['task', 'Day 7'],
      ['end', undefined],
    ]);
  });

  it.each([
    ['an event', '{ on: Lead Created }', '', ['Lead Created', 'once in a lifetime']],
    [
      'an event with a condition, again after a while',
      "{ on: Lead Created, when: traits.plan == 'pro', reenter: { after: 30 days } }",
      '',
      ['Lead Created', "if traits.plan == 'pro'", 'again after 30 days'],
    ],
    [
      'a segment, of an audience',
      '{ segment: at-risk, reenter: after-completion }',
      "audience: traits.country == 'DE'",
      ['Comes into segment at-risk', "only traits.country == 'DE'", 'again after completion'],
    ],
    [
      'a day of every week',
      '{ every: monday at 09:00, segment: vip }',
      '',
      ['Every Monday at 09:00', 'everybody in segment vip', 'once in a lifetime'],
    ],
    [
      'every day',
      '{ every: day at 18:30, segment: vip }',
      '',
      ['Every day at 18:30', 'everybody in segment vip', 'once in a lifetime'],
    ],
    [
      'working days',
      '{ every: weekday at 08:00, segment: vip }',
      '',
      ['Every weekday at 08:00', 'everybody in segment vip', 'once in a lifetime'],
    ],
  ])('begins with %s', (_sentence, enter, rest, expected) => {
    const [entry] = graphOf(journey('[{ send: case-study }]', enter, rest)).nodes;
    expect([entry?.title, ...(entry?.details ?? [])]).toEqual(expected);
  });

  it('says how many are left out, by the usual share too', () => {
    const usual = compiled('description: x\nenter: { on: Lead Created }\nsteps: [{ send: case-study }]');
    expect(graphOf(usual).nodes[0]?.details).toContain('5% left out, to compare with');
    expect(graphOf(everyStep).nodes[0]?.details).toContain('10% left out, to compare with');
  });

  it.each([
    ['a message by its own name', '[{ send: case-study, name: the long one }]', 'send: the long one / case-study'],
    ['a wait for a time', '[{ wait until: weekday at 09:00 }, { send: case-study }]', 'wait: wait until weekday at 09:00'],
    [
      'a wait for a date',
      '[{ wait until: { date: renewalDate, offset: -30 days, at: 10:00, at most: 90 days } }, { send: case-study }]',
      'wait: wait until 30 days before renewalDate / at 10:00',
    ],
    [
      'a wait for a birthday',
      '[{ wait until: { date: birthday, yearly: true, at most: 200 days } }, { send: case-study }]',
      'wait: wait until birthday / its next anniversary at 09:00',
    ],
    [
      'a task of whoever looks after the customer',
      '[{ task: Call, for: { owner: accountOwner, otherwise: sales }, region: region, due: 1 day }]',
      'task: Call / for the accountOwner, or else sales / sorted by region / due in 1 day',
    ],
    ['one trait', '[{ set: { lifecycleStage: nurtured } }]', 'set: lifecycleStage = “nurtured”'],
    [
      'several traits',
      '[{ set: { leadScore: 3, newsletter: true, product: { from: event.properties.product } } }]',
      'set: leadScore, newsletter, product / leadScore = 3 / newsletter = true / product = event.properties.product',
    ],
    ['a coupon', '[{ coupon: winback }]', 'coupon: winback'],
    ['a webhook', '[{ webhook: zapier-high-intent }]', 'webhook: zapier-high-intent'],
    [
      'a wait for an event',
      '[{ wait for: Order Completed, when: event.properties.revenue > 9, at most: 14 days }]',
      'wait-for: Order Completed / if event.properties.revenue > 9 / 14 days at most',
    ],
  ])('says what a step does: %s', (_sentence, steps, expected) => {
    expect(boxes(steps)[0]).toBe(expected);
  });

  it('parts where a journey branches, and meets again where its arms go on', () => {
    const steps = `
      - branch:
          - { name: pro customers, if: traits.plan == 'pro', then: [{ send: case-study }] }
          - { if: orders.count > 3, then: [{ end: already a customer }] }
        else: [{ wait: 1 day }, { branch: [{ if: has(traits.city), then: [{ send: product-manual }] }] }]
      - send: webinar-invitation`;
    expect(arrows(journey(steps))).toEqual([
      'Lead Created -> Which way?',
      'Which way? -pro customers-> case-study',
      'Which way? -orders.count > 3-> Ends / already a customer',
      'Which way? -else-> wait 1 day',
      'wait 1 day -> Which way?',
      'Which way? -has(traits.city)-> product-manual',
      'case-study -> webinar-invitation',
      'product-manual -> webinar-invitation',
      'Which way? -else-> webinar-invitation',
      'webinar-invitation -> Journey completed',
    ]);
    const conditions = graphOf(journey(steps)).edges.flatMap(({ label, when }) => (when === undefined ? [] : [[label, when]]));
    expect(conditions).toEqual([['pro customers', "traits.plan == 'pro'"]]);
  });

  it('has no end for everybody where every arm ends by itself', () => {
    const steps = '[{ branch: [{ if: orders.count > 3, then: [{ end: one }] }], else: [{ end: another, name: Over }] }]';
    expect(arrows(journey(steps))).toEqual([
      'Lead Created -> Which way?',
      'Which way? -orders.count > 3-> Ends / one',
      'Which way? -else-> Over / another',
    ]);
  });

  it('says what share each variant gets', () => {
    const steps = `
      - split: subject line
        variants:
          question: { weight: 2, steps: [{ send: case-study }] }
          statement: { steps: [{ send: product-manual }] }
          nothing: { weight: 0, steps: [] }`;
    expect(arrows(journey(steps))).toEqual([
      'Lead Created -> subject line',
      'subject line -question · 66.7%-> case-study',
      'subject line -statement · 33.3%-> product-manual',
      'case-study -> Journey completed',
      'product-manual -> Journey completed',
      'subject line -nothing · 0%-> Journey completed',
    ]);
  });

  it('shows both ways on from a wait for an event, and from a task in the box of the task', () => {
    const steps = `
      - wait for: Order Completed
        at most: 14 days
        otherwise: [{ send: case-study }]
      - task: Call
        for: sales
        due: 1 day
        wait for completion: { at most: 5 days, then: [{ send: product-manual }] }`;
    expect(arrows(journey(steps))).toEqual([
      'Lead Created -> Order Completed',
      'Order Completed -not in time-> case-study',
      'Order Completed -came-> Call',
      'case-study -> Call',
      'Call -done-> product-manual',
      'product-manual -> Journey completed',
      'Call -not done in time-> Journey completed',
    ]);
    expect(boxes(steps)).toContain('task: Call / for sales / due in 1 day / waits until it is done, 5 days at most');
    const days = graphOf(journey(steps)).nodes.flatMap(({ kind, day }) => (kind === 'send' || kind === 'task' ? [day] : []));
    expect(days).toEqual(['Day 15', 'Day 1+', 'Day 1+']);
  });

  it('shows that a journey ends where a date does not come', () => {
    const steps = '[{ wait until: { date: renewalDate, at most: 90 days } }, { send: case-study }]';
    expect(arrows(journey(steps))).toEqual([
      'Lead Created -> wait until renewalDate',
      'wait until renewalDate -.-> Ends / renewalDate unknown, over, or more than 90 days ahead',
      'wait until renewalDate -> case-study',
      'case-study -> Journey completed',
    ]);
  });

  it('has every way out at its side', () => {
    const { exits, exitsWhen, goal } = graphOf(everyStep);
    expect({ exits, exitsWhen, goal }).toEqual({
      exits: [
        { what: 'Order Completed', when: 'event.properties.revenue > 100' },
        { what: 'Comes into segment vip' },
        { what: 'Leaves segment at-risk' },
        { what: 'Unsubscribed' },
      ],
      exitsWhen: ['orders.count > 3'],
      goal: { what: 'Order Completed', when: 'event.properties.revenue > 50', within: '30 days' },
    });
  });
});

describe('as Mermaid', () => {
  it('is what GitHub draws', () => {
    expect(mermaidOf(graphOf(leadNurture))).toMatchInlineSnapshot(`
      "flowchart TB
        entry(["Lead Created<br/>once in a lifetime<br/>5% left out, to compare with"])
        n1["Day 1<br/>send product-manual"]
        n2("wait 2 days")
        n3["Day 3<br/>send case-study"]
        n4("wait 2 days")
        n5["Day 5<br/>send webinar-invitation"]
        n6("wait 2 days")
        n7["Day 7<br/>task Call the lead and ask which questions are still open<br/>for sales<br/>due in 1 day"]
        n8(["Journey completed"])
        entry --> n1
        n1 --> n2
        n2 --> n3
        n3 --> n4
        n4 --> n5
        n5 --> n6
        n6 --> n7
        n7 --> n8
        subgraph side["At any time"]
          direction TB
          goal(["Goal<br/>Demo Booked<br/>within 30 days"])
          exits["Leaves at once on<br/>Order Completed<br/>Unsubscribed"]
          goal ~~~ exits
        end
      "
    `);
  });

  it('draws every step and every way', async () => {
    await expect(mermaidOf(graphOf(everyStep))).toMatchFileSnapshot('__snapshots__/every-step.mmd');
  });

  it.each([
    ['ask "why" & <b>#1</b>', 'ask #34;why#34; #38; #60;b#62;#35;1#60;/b#62;'],
    ['[a](b) `c` _d_ *e*', '[a](b) #96;c#96; #95;d#95; #42;e#42;'],
  ])('takes what people write as text: %s', (title, expected) => {
    const text = mermaidOf(graphOf(journey(`[{ task: ${JSON.stringify(title)}, for: sales, due: 1 day }]`)));
    expect(text).toContain(`"Day 1<br/>task ${expected}<br/>`);
  });

  it('makes no list of a name that begins like one', () => {
    const steps = '[{ split: x, variants: { "1. first": { steps: [] }, "- second": { steps: [] } } }]';
    expect(mermaidOf(graphOf(journey(steps)))).toMatch(/\|"1#46; first · 50%"\|.*\|"#45; second · 50%"\|/s);
  });
});

describe('as SVG', () => {
  it('is the picture in the manual (vitest -u draws it again)', slow, async () => {
    const { journeys } = await readMarketing('marketing');
    const ours = journeys.find((each) => each.journey === 'lead-nurture');
    if (ours === undefined) throw new Error('marketing/journeys/lead-nurture.yaml has mistakes');
    await expect(svgOf(graphOf(ours))).toMatchFileSnapshot('../../../docs/reference/lead-nurture.svg');
  });

  it('is drawn as it was (vitest -u draws it again: look at it then)', async () => {
    await expect(svgOf(graphOf(everyStep))).toMatchFileSnapshot('__snapshots__/every-step.svg');
  });

  it('has boxes and labels side by side, and no line across another', () => {
    const { boxes: placed, edges } = place(graphOf(everyStep), true);
    const labels = edges.flatMap(({ label }) => (label === undefined ? [] : [label]));
    const all = [...placed.values(), ...labels];
    const overlaps = all.flatMap((a, index) =>
      all
        .slice(index + 1)
        .filter((b) => Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2),
    );
    expect(overlaps).toEqual([]);
    expect(crossings(edges.map(({ points }) => points))).toBe(0);
    for (const { points, edge } of edges) {
      const [from, to] = [placed.get(edge.from), placed.get(edge.to)];
      expect(points[0]?.y).toBe((from?.y ?? 0) + (from?.height ?? 0) / 2);
      expect(points.at(-1)?.y).toBe((to?.y ?? 0) - (to?.height ?? 0) / 2);
    }
  });

  it('shows the condition of an arm with a name under the pointer, and in the drawing if it is asked to', () => {
    const steps = '[{ branch: [{ name: pro people, if: "traits.plan == \'pro\'", then: [{ send: case-study }] }], else: [] }]';
    const graph = graphOf(journey(steps));
    const hidden = "<title>traits.plan == 'pro'</title>";
    expect(svgOf(graph)).toContain(hidden);
    expect(svgOf(graph)).not.toContain("traits.plan == 'pro'</text>");
    expect(svgOf(graph, { conditions: true })).toContain("traits.plan == 'pro'</text>");
    expect(svgOf(graph, { conditions: true })).not.toContain(hidden);
    expect(mermaidOf(graph)).not.toContain('traits.plan');
    expect(mermaidOf(graph, { conditions: true })).toContain('|"pro people<br/>traits.plan == \'pro\'"|');
  });

  it('has lines that go straight through their labels, and around everything else', async () => {
    const { journeys } = await readMarketing('marketing');
    for (const graph of [...journeys, everyStep].map(graphOf)) {
      const { boxes: placed, edges } = place(graph, false);
      for (const { edge, points, label } of edges) {
        const crossed = [...placed].filter(
          ([id, box]) =>
            id !== edge.from &&
            id !== edge.to &&
            points.some((from, index) =>
              along(from, points[index + 1] ?? from).some(
                ({ x, y }) => Math.abs(x - box.x) < box.width / 2 && Math.abs(y - box.y) < box.height / 2,
              ),
            ),
        );
        expect([graph.journey, edge, crossed.map(([id]) => id)]).toEqual([graph.journey, edge, []]);
        if (label === undefined) continue;
        expect(points).toContainEqual({ x: label.x, y: label.y - label.height / 2 });
        expect(points).toContainEqual({ x: label.x, y: label.y + label.height / 2 });
      }
    }
  });

  it('has the arms from left to right as the file has them', () => {
    const graph = graphOf(everyStep);
    const { boxes: placed } = place(graph, false);
    const [choice] = graph.nodes.filter(({ kind }) => kind === 'branch');
    const arms = graph.edges.filter(({ from }) => from === choice?.id).map(({ to }) => placed.get(to)?.x ?? 0);
    expect(arms).toHaveLength(3);
    expect(arms).toEqual(arms.toSorted((a, b) => a - b));
  });

  it('draws a journey without any step', () => {
    const svg = svgOf(graphOf(journey('[{ end: nothing to do }]', '{ on: Lead Created }', 'exit: [unsubscribed]')));
    expect(svg).toContain('nothing to do');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('takes what people write as text', () => {
    const title = '<script>"&';
    const steps = `[{ task: '${title}', for: sales, due: 1 day }, { split: x, variants: { '<i>': { steps: [] }, b: { steps: [] } } }]`;
    const graph = graphOf(journey(steps));
    const svg = svgOf({ ...graph, exits: [{ what: '<u>', when: '<s>' }], exitsWhen: ['<em>'] });
    expect(svg).toContain('&lt;script&gt;&quot;&amp;');
    expect(svg).toContain('if &lt;s&gt;');
    expect(svg).not.toMatch(/<script|<i>|<u>|<s>|<em>/);
  });

  it('cuts what is too long for a box, and shows the whole of it under the pointer', () => {
    const condition = Array.from({ length: 20 }, (_, index) => `orders.count != ${index}`).join(' && ');
    const svg = svgOf(graphOf(journey('[{ send: case-study }]', `{ on: Lead Created, when: '${condition}' }`)));
    expect(svg).toContain('…</text>');
    expect(svg).toContain(`if ${condition.replaceAll('&', '&amp;')}\nonce in a lifetime</title>`);
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

  it('breaks a long name behind a hyphen', () => {
    expect(linesOf('product-manual-question', 180, 14, true)).toEqual(['product-manual-', 'question']);
  });

  it('shortens only what is long', () => {
    expect(shortened('a\n  b')).toBe('a b');
    expect(shortened('x'.repeat(160))).toBe('x'.repeat(160));
    expect(shortened('x'.repeat(161))).toBe(`${'x'.repeat(159)}…`);
  });
});
