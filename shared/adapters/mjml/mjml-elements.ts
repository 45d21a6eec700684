import { createRequire } from 'node:module';
import * as z from 'zod';

/** What MJML knows of one of its elements. */
export interface MjmlElement {
  readonly attributes: readonly string[];
  /** The elements that may stand in it; in `mj-attributes`, which says what all of them have, it is any. */
  readonly children: readonly string[] | 'any';
  /** Whether it holds HTML or text, and no elements. */
  readonly holdsText: boolean;
}

const preset = z.object({
  components: z.array(
    z.custom<{
      readonly componentName: string;
      readonly allowedAttributes?: Readonly<Record<string, string>>;
      readonly endingTag?: boolean;
    }>((value) => typeof value === 'function' && 'componentName' in value),
  ),
  dependencies: z.record(z.string(), z.array(z.union([z.string(), z.instanceof(RegExp)]))),
});

/** Of every element, and they come with no component behind them. */
const everywhere = ['mj-class', 'css-class'];
export const withoutComponent: readonly string[] = ['mj-all', 'mj-class', 'mj-selector', 'mj-html-attribute'];

// What MJML is made of is its own affair, so it is looked up from there: whatever version of MJML compiles the messages says what it knows.
const ofMjml = createRequire(createRequire(import.meta.url).resolve('mjml'));
const { components, dependencies } = preset.parse(ofMjml('mjml-preset-core'));

/** Every element of MJML by its name. */
export const mjmlElements: ReadonlyMap<string, MjmlElement> = new Map(
  [{ componentName: 'mjml' }, ...components].map(
    ({ componentName, allowedAttributes = {}, endingTag = false }: z.infer<typeof preset>['components'][number]) => {
      const children = dependencies[componentName] ?? [];
      const names = children.filter((child) => typeof child === 'string');
      const attributes = componentName === 'mjml' ? ['owa', 'lang', 'dir'] : [...Object.keys(allowedAttributes), ...everywhere];
      return [componentName, { attributes, children: names.length < children.length ? 'any' : names, holdsText: endingTag }];
    },
  ),
);

/** The elements that one may stand in, besides `mj-attributes`. */
export const parentsOf = (name: string): readonly string[] =>
  [...mjmlElements].flatMap(([parent, { children }]) => (children !== 'any' && children.includes(name) ? [parent] : []));
