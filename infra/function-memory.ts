/**
 * Memory of the functions that work for every event and every contact, in megabytes. It buys CPU in proportion (1,769 MB are one core),
 * and it is paid for by the millisecond: so it stands here, where what is deployed and `tributary cost` read the same number.
 */
export const functionMemory = {
  // Inflating and checking a 500 KB batch is CPU work on the sender's time; below half a core it takes seconds.
  'ingest-events': 1_024,
  // A batch is parsed, folded and validated in memory: CPU-bound, and a slow fold holds up its whole shard.
  'project-profiles': 1_024,
  // It waits for the table nearly all the time.
  'route-signals': 512,
  // Rendering a message is CPU work of some tens of milliseconds; half a core keeps a stage under a second.
  'run-stage': 1_024,
} as const satisfies Readonly<Record<string, number>>;
