/** Where a story is not as expected. */
export type Difference =
  /** Expected, and not there: `when` in the words of the test, and `at` where in the story that would be; `instead` is there instead. */
  | { readonly kind: 'missing'; readonly text: string; readonly when?: string; readonly at?: string; readonly instead?: string }
  /** There, and not expected. `entry` is its place in the timeline. */
  | { readonly kind: 'unexpected'; readonly text: string; readonly entry: number }
  /** There, at another time than expected: `when` in the words of the test. */
  | { readonly kind: 'moved'; readonly text: string; readonly entry: number; readonly when: string };
