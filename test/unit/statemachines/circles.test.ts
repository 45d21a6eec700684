import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type AskedOfCustomers, circlesOf } from '#statemachines/journeys/check-circles.ts';
import { compileJourneys } from '#statemachines/journeys/compile-journeys.ts';
import type { JourneyLinks } from '#statemachines/journeys/journey-links.ts';
import { eventsCausedBy } from '#statemachines/journeys/own-events.ts';
import { surroundings } from '#test/support/a-journey.ts';

const links = (journey: string, overrides: Partial<JourneyLinks> = {}): JourneyLinks => ({
  journey,
  enter: { on: 'Lead Created' },
  entersAgain: true,
  causes: eventsCausedBy(['send', 'set']),
  sets: [],
  ...overrides,
});

const enteredAfter = (journey: string, starter: string, overrides: Partial<JourneyLinks> = {}) =>
  links(journey, { enter: { on: 'Journey Completed', when: `event.properties.journey == '${starter}'` }, ...overrides });

const none: AskedOfCustomers = { segments: [], scores: [] };
const journeysIn = (all: readonly JourneyLinks[], asked = none) => circlesOf(all, asked).map(({ journey }) => journey);

describe('journeys that start each other by events', () => {
  it('are no circle where each of them begins with a customer', () => {
    expect(circlesOf([links('a'), enteredAfter('b', 'a'), enteredAfter('c', 'b')], none)).toEqual([]);
  });

  it('are a circle where the last starts the first, whoever else is on the way', () => {
    expect(
      circlesOf([enteredAfter('a', 'c'), enteredAfter('b', 'a'), enteredAfter('c', 'b'), enteredAfter('d', 'c')], none),
    ).toEqual([
      { journey: 'a', by: ['c', 'b', 'a'] },
      { journey: 'b', by: ['a', 'c', 'b'] },
      { journey: 'c', by: ['b', 'a', 'c'] },
    ]);
  });

  it('are no circle where one of them takes a pause, or takes nobody twice', () => {
    expect(circlesOf([enteredAfter('a', 'b'), enteredAfter('b', 'a', { entersAgain: false })], none)).toEqual([]);
  });

  it('are no circle by what another step would cause', () => {
    const byTask = (when: string) => ({ enter: { on: 'Task Created', when: `event.properties.journey == '${when}'` } });
    const [a, b] = [links('a', byTask('b')), links('b', byTask('a'))];
    expect(journeysIn([a, b])).toEqual([]);
    const causes = eventsCausedBy(['task']);
    expect(
      journeysIn([
        { ...a, causes },
        { ...b, causes },
      ]),
    ).toEqual(['a', 'b']);
  });
});

describe('journeys that begin whenever something is said of a customer', () => {
  const enter = { on: 'Profile Identified' };

  it('are a circle where they say something themselves', () => {
    expect(journeysIn([links('a', { enter, sets: [{ stage: 'x' }] })])).toEqual(['a']);
    expect(journeysIn([links('a', { enter, sets: [{ stage: 'x' }] }), links('b', { enter, sets: [{ plan: 'y' }] })])).toEqual([
      'a',
      'b',
    ]);
  });

  it('are none where what they say keeps customers out', () => {
    const only = { ...enter, when: "orders.count > 3 && traits.stage == 'new'" };
    expect(journeysIn([links('a', { enter: only, sets: [{ stage: 'nurtured' }] })])).toEqual([]);
    expect(journeysIn([links('a', { enter: only, sets: [{ stage: 'new' }] })])).toEqual(['a']);
    expect(journeysIn([links('a', { enter: { ...enter, audience: "traits.stage == 'new'" }, sets: [{ stage: 'x' }] })])).toEqual(
      [],
    );
    expect(journeysIn([links('a', { enter: only, sets: [{ stage: undefined }] })])).toEqual(['a']);
  });

  it('are none where they say nothing', () => {
    expect(journeysIn([links('a', { enter, causes: eventsCausedBy(['send']) })])).toEqual([]);
  });
});

describe('journeys that begin with a segment', () => {
  const asked: AskedOfCustomers = {
    segments: [
      { segment: 'new', when: "traits.stage == 'new'" },
      { segment: 'hot', when: 'scores.heat > 3 && orders.count > 1' },
      { segment: 'buyers', when: 'orders.count > 1' },
    ],
    scores: [{ score: 'heat', gives: 'traits.visits * 2' }],
  };
  const into = (segment: string) => ({ on: 'Segment Entered', when: `event.properties.segment == "${segment}"` });

  it('are a circle where they take customers out of it and into it again', () => {
    const sets = [{ stage: 'busy' }, { stage: 'new' }];
    expect(circlesOf([links('a', { enter: into('new'), sets })], asked)).toEqual([{ journey: 'a', by: ['a'], segment: 'new' }]);
    expect(journeysIn([links('a', { enter: { on: 'Segment Exited', when: into('new').when }, sets })], asked)).toEqual(['a']);
    expect(journeysIn([links('a', { enter: into('new'), sets, entersAgain: false })], asked)).toEqual([]);
  });

  it('are none where they take customers out of it only, or always say the same', () => {
    expect(journeysIn([links('a', { enter: into('new'), sets: [{ stage: 'busy' }] })], asked)).toEqual([]);
    expect(journeysIn([links('a', { enter: into('new'), sets: [{ stage: 'new' }] })], asked)).toEqual([]);
    expect(journeysIn([links('a', { enter: into('new'), sets: [{ stage: 'busy' }, { stage: 'lost' }] })], asked)).toEqual([]);
    expect(journeysIn([links('a', { enter: into('buyers'), sets: [{ stage: 'busy' }, { stage: 'new' }] })], asked)).toEqual([]);
  });

  it('are a circle by what is only found out on the way, and by a score', () => {
    expect(journeysIn([links('a', { enter: into('new'), sets: [{ stage: undefined }] })], asked)).toEqual(['a']);
    expect(journeysIn([links('a', { enter: into('hot'), sets: [{ visits: 0 }, { visits: 9 }] })], asked)).toEqual(['a']);
  });

  it('are a circle where one journey takes customers out and another one back in', () => {
    const out = links('out', { enter: into('new'), sets: [{ stage: 'busy' }] });
    const back = enteredAfter('back', 'out', { sets: [{ stage: 'new' }] });
    expect(circlesOf([out, back], asked)).toEqual([
      { journey: 'out', by: ['back', 'out'], segment: 'new' },
      { journey: 'back', by: ['out', 'back'] },
    ]);
    expect(journeysIn([out, enteredAfter('back', 'out')], asked)).toEqual([]);
  });
});

describe('circles in files', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  const segments = [{ segment: 'vip', when: "traits.stage == 'vip'" }];
  const hint = 'let customers come in again only after some time, like `reenter: { after: 30 days }`, or never';

  /** Every problem of some journeys as `file:line:column message`, without the hint that they all have. */
  const problemsOf = (files: Readonly<Record<string, string>>): readonly string[] => {
    const folder = mkdtempSync(join(tmpdir(), 'circles-'));
    folders.push(folder);
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(folder, `${name}.yaml`), `description: Tried out\n${text}`);
    return compileJourneys(folder, surroundings({ segments })).problems.map(
      ({ file, line, column, message, hint: said }) =>
        `${basename(file)}:${line}:${column} ${message}${said === hint ? '' : ` (${said})`}`,
    );
  };

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'a journey that begins with what it does itself',
      { a: 'enter: { on: Profile Identified, reenter: after-completion }\nsteps: [{ set: { stage: x } }]' },
      ['a.yaml:2:14 the journey may cause `Profile Identified` itself and would never end: each run could start the next one'],
    ],
    [
      'a journey that takes customers out of its own segment and into it again, by whatever wait',
      {
        a: 'enter: { segment: vip, reenter: { after: 23 hours } }\nsteps: [{ set: { stage: x }, name: out }, { wait: 30 days }, { set: { stage: vip } }]',
      },
      [
        'a.yaml:2:19 the journey sets what `vip` asks for, so that customers leave it and come into it again, and would never end: each run could start the next one',
      ],
    ],
    [
      'nothing: the same with a pause of a day, and on a schedule',
      {
        a: 'enter: { segment: vip, reenter: { after: 1 day } }\nsteps: [{ set: { stage: x }, name: out }, { wait: 30 days }, { set: { stage: vip } }]',
        b: 'enter: { every: day at 09:00, segment: vip, reenter: after-completion }\nsteps: [{ set: { stage: x }, name: out }, { wait: 30 days }, { set: { stage: vip } }]',
      },
      [],
    ],
    [
      'nothing: a journey that leads out of its segment',
      { a: 'enter: { segment: vip, reenter: after-completion }\nsteps: [{ set: { stage: x } }]' },
      [],
    ],
    [
      'two journeys, one by a segment and one by an event, in spite of mistakes elsewhere in them',
      {
        a: 'enter: { segment: vip, reenter: after-completion }\nsteps: [{ set: { stage: x } }, { send: case-studie }]',
        b: "enter: { on: Journey Completed, when: event.properties.journey == 'a', reenter: after-completion }\nsteps: [{ set: { stage: vip } }]\nexits: []",
      },
      [
        'a.yaml:3:40 there is no message `case-studie` (did you mean `case-study`?)',
        'b.yaml:4:1 there is no field `exits` here (did you mean `exit`?)',
        'a.yaml:2:19 a would never end: it is started by b, which is started by a, without a pause',
        'b.yaml:2:14 b would never end: it is started by a, which is started by b, without a pause',
      ],
    ],
  ])('%s', (_, files, expected) => {
    expect(problemsOf(files)).toEqual(expected);
  });
});
