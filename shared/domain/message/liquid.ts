import { Liquid } from 'liquidjs';

/**
 * Limits of one render. A message of 100 KB renders in a few milliseconds and well under a megabyte; what passes these limits is
 * a loop over something a customer could make long.
 */
const limits = {
  parseLimit: 400_000,
  renderLimit: 500,
  memoryLimit: 2_000_000,
};

/** Tags that read other templates. A message is complete in itself: its layout was put around it when it was compiled. */
export const withoutFileTags: readonly string[] = ['include', 'render', 'layout', 'block'];

/** Filters taken away, and what to say to whoever uses one. */
export const refusedFilters: Readonly<Record<string, string>> = {
  raw: 'values are always escaped in HTML, so that nobody can put markup into a mail by filling in a form',
  escape: 'values are escaped already; escaping twice would show `&amp;amp;`',
  xml_escape: 'values are escaped already; escaping twice would show `&amp;amp;`',
  escape_once: 'values are escaped already',
  sample: 'a message is the same however often it is rendered',
};

const engine = (output: 'markup' | 'plain', strictFilters = true): Liquid => {
  const liquid = new Liquid({
    ...limits,
    ...(output === 'markup' ? { outputEscape: 'escape' } : {}),
    // Own properties only: `{{ traits.constructor }}` is empty.
    ownPropertyOnly: true,
    // A misspelt filter is a mistake in the message; a missing trait is normal, and `default` is there for it.
    strictFilters,
    strictVariables: false,
    // An in-memory set of templates, and an empty one: the engine has no way to the file system.
    templates: {},
    dynamicPartials: false,
    relativeReference: false,
    // The same text whatever machine renders it.
    timezoneOffset: 0,
    locale: 'en-US',
  });
  for (const tag of withoutFileTags) delete liquid.tags[tag];
  for (const filter of Object.keys(refusedFilters)) liquid.unregisterFilter(filter);
  refuseTheClock(liquid);
  if (output === 'plain') liquid.registerFilter('newline_to_br', (value: unknown) => value);
  return liquid;
};

/** `'now' | date` would read the clock: the simulator's mails would carry today's date, and a test's another one each day. */
const refuseTheClock = (liquid: Liquid): void => {
  const date = liquid.filters.date;
  if (typeof date !== 'function') throw new Error('liquidjs has changed how it keeps its date filter');
  liquid.registerFilter('date', function (value: unknown, ...rest: unknown[]) {
    if (value === 'now' || value === 'today') throw new Error(`\`${value}\` is not available; use sent_at`);
    return date.call(this, value, ...rest);
  });
};

/** For HTML: every output is escaped, and nothing in a message can switch that off. */
export const markupEngine = engine('markup');

/** For the subject and the plain-text part, where `&amp;` would be read as such. */
export const plainEngine = engine('plain');

let lenient: Liquid | undefined;

/** For those who look for mistakes: it reads over unknown filters. Made when it is first needed, which is never where messages are sent. */
export const lenientEngine = (): Liquid => {
  lenient ??= engine('plain', false);
  return lenient;
};
