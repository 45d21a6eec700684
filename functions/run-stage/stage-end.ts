/** How a stage ends: the run waits in the state `exit`, or it has come to its end. `forEvent`: `until` is when that wait began. */
export type StageEnd =
  | { readonly kind: 'wait'; readonly exit: string; readonly until: Date; readonly forEvent?: boolean }
  | { readonly kind: 'end'; readonly reason?: string };
