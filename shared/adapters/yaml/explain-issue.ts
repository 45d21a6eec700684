import type * as z from 'zod';
import { didYouMean, nearest } from '#shared/domain/marketing/did-you-mean.ts';
import { ownEntry } from '#shared/domain/profile/own-entry.ts';
import type { Finding, Path } from './finding.ts';

type Issue = z.core.$ZodIssue;

/** What is known of a form, to explain what does not fit it. */
export interface Wording {
  /** The fields that may stand at a path; those of every form, where it may have several. */
  readonly fields: (path: Path) => readonly string[];
  /** How a field is written, by its name, or by its parent's and its own: `for.owner`. */
  readonly examples?: Readonly<Record<string, string>>;
  /** What to do about a field, by the same names, where an example would not say it. */
  readonly hints?: Readonly<Record<string, string>>;
  /** Where a field belongs that stands where it does not, as by a wrong number of spaces. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** Words that are not to be found here, and the words that are meant by them. */
  readonly synonyms?: ReadonlyMap<string, string>;
}

/**
 * Says in a marketer's words what zod found. The issues must carry what was read: `reportInput: true`.
 *
 * @param value what was read, for forms that take fields of any name: one of them may be a misspelt one of their own.
 */
export const explainIssues = (issues: readonly Issue[], wording: Wording, value?: unknown): readonly Finding[] => {
  const meant = fieldsMeant(issues, wording, value);
  const strays = issues.filter((issue) => isStray(issue, wording));
  // A field that is there under a wrong name is not missing besides.
  return issues.flatMap((issue) => {
    if (isMissing(issue)) {
      if (strays.some((stray) => isAt(placeOf(issue).slice(0, -1), stray))) return [];
      const found = meant.find(({ path, field }) => isAt([...path, field], issue));
      if (found === undefined) return explainIssue(issue, wording);
      return found.isRefused ? [] : [misnamed(found)];
    }
    if (issue.code !== 'unrecognized_keys') return explainIssue(issue, wording);
    const path = placeOf(issue);
    return issue.keys.map((key) => {
      const found = meant.find((each) => each.key === key && isAt(each.path, issue));
      return found === undefined ? explainKey(path, key, wording) : misnamed(found);
    });
  });
};

/** Whether a group has only fields that belong elsewhere: then it is none of its kind that lacks something. */
const isStray = (issue: Issue, { elsewhere = {} }: Wording): boolean =>
  issue.code === 'unrecognized_keys' &&
  isGroup(issue.input) &&
  Object.keys(issue.input).every((key) => issue.keys.includes(key) && ownEntry(elsewhere, key) !== undefined);

/** A field that is missing, and the key that stands for it. */
interface Meant {
  readonly path: Path;
  readonly key: string;
  readonly field: string;
  /** Whether they look alike. */
  readonly isAlike: boolean;
  /** Whether the form has refused the key by itself. */
  readonly isRefused: boolean;
}

const fieldsMeant = (issues: readonly Issue[], { fields, elsewhere = {} }: Wording, value: unknown): readonly Meant[] => {
  const missing = Map.groupBy(issues.filter(isMissing), (issue) => JSON.stringify(placeOf(issue).slice(0, -1)));
  return [...missing.values()].flatMap(([first, ...others]) => {
    if (first === undefined || first.path.length === 0) return [];
    const path = placeOf(first).slice(0, -1);
    const lacking = [first, ...others].map((issue) => String(issue.path.at(-1)));
    const known = fields(path);
    const refused = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && isAt(path, issue) ? issue.keys : []));
    const strange = refused.filter((key) => !known.includes(key) && ownEntry(elsewhere, key) === undefined);
    const inside = path.reduce<unknown>((outer, part) => (isGroup(outer) ? outer[part] : undefined), value);
    const taken = isGroup(inside) ? Object.keys(inside).filter((key) => !known.includes(key) && !refused.includes(key)) : [];
    const alike = [...strange, ...taken].flatMap((key): readonly Meant[] => {
      const field = lacking.find((each) => isAlike(key, each, known));
      return field === undefined ? [] : [{ path, key, field, isAlike: true, isRefused: refused.includes(key) }];
    });
    const [key, another] = strange.filter((each) => alike.every((found) => found.key !== each));
    const [field, further] = lacking.filter((each) => alike.every((found) => found.field !== each));
    // One that is too much and one that is too little are probably the same.
    const last = key !== undefined && field !== undefined && another === undefined && further === undefined;
    return last && nearest(key, known) === undefined ? [...alike, { path, key, field, isAlike: false, isRefused: true }] : alike;
  });
};

const isAt = (path: Path, issue: Issue): boolean => JSON.stringify(path) === JSON.stringify(placeOf(issue));

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** Misspelt, or cut short: `lat` for `latitude`. */
const isAlike = (key: string, field: string, known: readonly string[]): boolean =>
  nearest(key, known.includes(field) ? known : [...known, field]) === field ||
  (key.length >= 3 && field.toLowerCase().startsWith(key.toLowerCase()));

const misnamed = ({ path, key, field, isAlike: alike }: Meant): Finding => ({
  path: [...path, key],
  at: 'key',
  message: `there is no field \`${key}\` here`,
  hint: alike ? `did you mean \`${field}\`?` : `\`${field}\` is missing: is it meant by this?`,
});

const placeOf = ({ path }: Issue): Path => path.map((part) => (typeof part === 'symbol' ? String(part) : part));

const isMissing = ({ code, input }: Issue): boolean =>
  (code === 'invalid_type' || code === 'invalid_union' || code === 'invalid_value') && input === undefined;

const explainIssue = (issue: Issue, wording: Wording): readonly Finding[] => {
  const path = placeOf(issue);
  const field = String(path.at(-1) ?? '');
  const hint = hintFor(path, wording);
  if (isMissing(issue)) return [{ path, message: `\`${field}\` is missing`, hint }];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => explainKey(path, key, wording));
    case 'invalid_type':
      return [{ path, message: isOurs(issue) ? issue.message : wrongType(issue.expected, issue.input, path), hint }];
    case 'invalid_union':
      return explainUnion(issue, path, wording);
    case 'invalid_value':
      return [
        {
          path,
          message: isOurs(issue) ? issue.message : `${nameOf(path)} must be ${oneOf(issue.values)}`,
          hint: meantBy(issue, wording) ?? hint,
        },
      ];
    case 'custom':
      return [
        {
          path,
          message: issue.message,
          hint: typeof issue.params?.hint === 'string' ? issue.params.hint : undefined,
          ...(issue.params?.at === 'key' ? { at: 'key' } : {}),
        },
      ];
    case 'too_small':
      return [{ path, message: isOurs(issue) ? issue.message : tooSmall(issue, path), hint }];
    case 'too_big':
      return [{ path, message: isOurs(issue) ? issue.message : tooBig(issue, path) }];
    case 'invalid_format':
      return [
        {
          path,
          message: isOurs(issue) ? issue.message : `${nameOf(path)} is no ${formats.get(issue.format) ?? issue.format}`,
          hint,
        },
      ];
    default:
      return [{ path, message: issue.message, hint }];
  }
};

/** Zod's own messages are all alike; ours say more. */
const isOurs = ({ message }: Issue): boolean => !/^(Too small|Too big|Invalid)/.test(message);

/** How a message speaks of what stands at a path. */
const nameOf = (path: Path): string => {
  const last = path.at(-1);
  return typeof last === 'string' ? `\`${last}\`` : 'this';
};

const oneOf = (values: readonly unknown[]): string => values.map((value) => `\`${String(value)}\``).join(' or ');

/** The word that was meant by another one, as far as that can be told. */
const meantBy = (issue: Extract<Issue, { code: 'invalid_value' }>, { synonyms }: Wording): string | undefined => {
  if (typeof issue.input !== 'string') return undefined;
  const meant = synonyms?.get(issue.input.toLowerCase()) ?? nearest(issue.input, issue.values.map(String));
  return meant === undefined ? undefined : `did you mean \`${meant}\`?`;
};

const formats: ReadonlyMap<string, string> = new Map([
  ['email', 'e-mail address'],
  ['url', 'address of the web'],
]);

const tooBig = ({ origin, maximum }: Extract<Issue, { code: 'too_big' }>, path: Path): string => {
  if (origin === 'string') return `${nameOf(path)} is too long: at most ${maximum} characters`;
  return origin === 'array'
    ? `${nameOf(path)} has too many entries: at most ${maximum}`
    : `${nameOf(path)} is at most ${maximum}`;
};

const tooSmall = ({ origin, minimum }: Extract<Issue, { code: 'too_small' }>, path: Path): string => {
  if (origin !== 'string' && origin !== 'array') return `${nameOf(path)} is at least ${minimum}`;
  return minimum === 1 ? `${nameOf(path)} is empty` : `${nameOf(path)} is too short: at least ${minimum}`;
};

const explainKey = (owner: Path, key: string, { fields, elsewhere = {} }: Wording): Finding => {
  const path = [...owner, key];
  const known = fields(owner);
  if (known.includes(key)) {
    const message = `\`${key}\` does not go together with the other fields here`;
    return { path, at: 'key', message, hint: 'leave one of them out' };
  }
  const hint = ownEntry(elsewhere, key) ?? didYouMean(key, known);
  return { path, at: 'key', message: `there is no field \`${key}\` here`, hint };
};

/** Of all forms that a value could have had, tells about the one that it was meant to have, if that can be seen. */
const explainUnion = (issue: Extract<Issue, { code: 'invalid_union' }>, path: Path, wording: Wording): readonly Finding[] => {
  const inside = issue.errors
    .filter((form) => form.every(({ code, path: inner }) => inner.length > 0 || !isOfAnotherType.includes(code)))
    .map((form) => form.map((inner): Issue => ({ ...inner, path: [...issue.path, ...inner.path] })))
    .toSorted((one, other) => farFrom(one) - farFrom(other));
  const [meant, next] = inside;
  const isClear = next === undefined || !meant?.every(isMissing) || farFrom(meant) < farFrom(next);
  if (meant !== undefined && isClear) {
    // Which form it was to be is seen from the key that is misspelt, and not from what another form lacks.
    const isMisspelt = meant.some(
      (inner) =>
        inner.code === 'unrecognized_keys' &&
        inner.keys.some((key) => nearest(key, wording.fields(placeOf(inner))) !== undefined),
    );
    return explainIssues(isMisspelt ? meant.filter((inner) => !isMissing(inner)) : meant, wording);
  }
  const words = issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
  const word =
    typeof issue.input === 'string'
      ? (wording.synonyms?.get(issue.input.toLowerCase()) ?? nearest(issue.input, words))
      : undefined;
  const close = word === undefined ? undefined : `did you mean \`${word}\`?`;
  return [{ path, message: issue.message, hint: close }];
};

/** Says that a value is not of the kind of this form at all. */
const isOfAnotherType: readonly Issue['code'][] = ['invalid_type', 'invalid_value', 'invalid_union'];

/** How little a value looks like a form: by the fields that are missing or too many rather than by what stands in them. */
const farFrom = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 2 * issue.keys.length : isMissing(issue) ? 2 : 1), 0);

const wrongType = (expected: string, input: unknown, path: Path): string =>
  `${nameOf(path)} must be ${typeNames.get(expected) ?? expected}, not ${nameOfValue(input)}`;

const typeNames = new Map([
  ['string', 'text'],
  ['object', 'a group of fields'],
  ['array', 'a list'],
  ['record', 'a group of fields'],
  ['boolean', 'true or false'],
  ['number', 'a number'],
]);

const nameOfValue = (value: unknown): string => {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of fields';
  return typeof value === 'string' ? 'text' : `\`${String(value)}\``;
};

const hintFor = (path: Path, { examples = {}, hints = {} }: Wording): string | undefined => {
  const names = [path.slice(-2).join('.'), String(path.at(-1) ?? '')];
  const hint = names.map((name) => ownEntry(hints, name)).find((it) => it !== undefined);
  const example = names.map((name) => ownEntry(examples, name)).find((it) => it !== undefined);
  return hint ?? (example === undefined ? undefined : `like \`${example}\``);
};
