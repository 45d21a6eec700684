import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMarketing } from '#infra/marketing.ts';
import { unknownProperties } from '#shared/domain/message/unknown-properties.ts';
import { marketingCopy } from '#test/support/marketing-folder.ts';

const vocabulary = {
  events: {
    'Car Configured': { model: 'text', price: 'number' },
    'Drive Booked': { dealer: 'text' },
    'Lead Created': {},
  },
} as const;
const place = { message: 'drive', file: 'drive.mjml', line: 7, column: 13 };
const problemsOf = (
  property: string,
  events: readonly string[],
  of: 'event' | 'reply' = 'event',
  unclear: readonly string[] = [],
) =>
  unknownProperties([{ ...place, of, property }], () => ({ event: [], reply: [], [of]: events }), {
    ...vocabulary,
    unclear: { traits: [], events: unclear },
  });

describe('a property that a message speaks of', () => {
  it.each([
    ['is one of the event that enters the journey', 'model', ['Car Configured']],
    ['is one of any journey that sends the message', 'dealer', ['Car Configured', 'Drive Booked']],
    ['is one of an event that is not declared', 'anything', ['Car Configured', 'Their Own']],
    ['is one of nothing yet', 'anything', []],
  ])('is in order where it %s', (_, property, events) => expect(problemsOf(property, events)).toEqual([]));

  it('is in order where its event is declared with a mistake', () => {
    expect(problemsOf('colour', ['Car Configured'], 'event', ['Car Configured'])).toEqual([]);
  });

  it.each([
    ['event', 'modle', ['Car Configured'], '`Car Configured` has no property `modle`', 'did you mean `event.properties.model`?'],
    ['reply', 'deler', ['Drive Booked'], '`Drive Booked` has no property `deler`', 'did you mean `reply.properties.dealer`?'],
    [
      'event',
      'colour',
      ['Car Configured', 'Lead Created', 'Car Configured'],
      'none of `Car Configured`, `Lead Created` has a property `colour`',
      'declare it under `events:` in marketing/vocabulary.yaml, if your systems send it',
    ],
    [
      'event',
      'toString',
      ['Lead Created'],
      '`Lead Created` has no property `toString`',
      'declare it under `events:` in marketing/vocabulary.yaml, if your systems send it',
    ],
  ] as const)('of the %s is a mistake: %s', (of, property, events, message, hint) => {
    expect(problemsOf(property, events, of)).toEqual([{ file: 'drive.mjml', line: 7, column: 13, message, hint }]);
  });
});

describe('the marketing files', () => {
  const checked = async (change: (marketing: ReturnType<typeof marketingCopy>) => void) => {
    const marketing = marketingCopy();
    change(marketing);
    const { problems } = await readMarketing(marketing.folder);
    return problems.map(
      ({ file, line, column, message }) => `${resolve(file).replace(`${marketing.folder}/`, '')}:${line}:${column} ${message}`,
    );
  };
  const message = (of: string) =>
    `---\nsubject: Hello\npreheader: 'On {{ ${of} }}'\n---\n<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>\n`;
  const journey = (enter: string, step = '') => `description: x\nenter: { on: ${enter} }\nsteps:\n${step}  - send: tried\n`;

  it('say which event a message is sent for', async () => {
    const change = (enter: string) => (marketing: ReturnType<typeof marketingCopy>) => {
      marketing.write('messages/tried.mjml', message('event.properties.modle'));
      marketing.write('journeys/trying.yaml', journey(enter));
    };
    expect(await checked(change('Car Configured'))).toEqual([
      'messages/tried.mjml:3:36 `Car Configured` has no property `modle`',
    ]);
  });

  it('say which event is waited for', async () => {
    const wait = '  - wait for: Survey Answered\n    at most: 2 days\n    then: []\n';
    const found = await checked((marketing) => {
      marketing.write('messages/tried.mjml', message('reply.properties.budgt'));
      marketing.write('journeys/trying.yaml', journey('Car Configured', wait));
    });
    expect(found).toEqual(['messages/tried.mjml:3:36 `Survey Answered` has no property `budgt`']);
  });

  it('may say nothing of a message that a journey with a mistake sends', async () => {
    const found = await checked((marketing) => {
      marketing.write('messages/tried.mjml', message('event.properties.modle'));
      marketing.write('journeys/trying.yaml', journey('Car Configured'));
      marketing.write('journeys/broken.yaml', journey('Lead Created').replace('steps', 'stepps'));
    });
    expect(found.filter((text) => text.startsWith('messages/'))).toEqual([]);
  });
});
