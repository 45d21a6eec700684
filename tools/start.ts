import { parseArgs } from 'node:util';
import { startLocalStack } from './local/local-stack.ts';
import { describeFailure, PlainFailure } from './local/plain-failure.ts';
import { createProgress } from './local/progress.ts';
import { playSampleWeek } from './local/sample-week.ts';
import { emptyResult, summaryText } from './local/summary.ts';
import { nurture } from './sample-store/nurture.ts';
import { usualSize } from './sample-store/week.ts';

const usage = `npm start -- [options]

Starts a local AWS, deploys Tributary to it, plays a sample store's week through its API, and stays up until Ctrl-C.

  --once          end when the week is through: 0 if everything expected arrived, else 1
  --json          the last line of stdout is one JSON object with what came of it; all else goes to stderr
  --size <n>      about how many messages the week has (default ${usualSize})
  --seed <n>      another store (default 1)
  --port <n>      the emulator's port (default 4566, or any free one)
`;

const numberOf = (name: string, text: string | undefined, least: number, most: number): number | undefined => {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new PlainFailure(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
  }
  return number;
};

const readOptions = () => {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        size: { type: 'string' },
        seed: { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return {
      ...values,
      size: numberOf('size', values.size, 100, 10_000_000) ?? usualSize,
      seed: numberOf('seed', values.seed, 0, 2 ** 31 - 1) ?? 1,
      port: numberOf('port', values.port, 1, 65_535),
    };
  } catch (error) {
    throw new PlainFailure(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
};

/** The week ends at the last full hour, so that it is always just over. */
const lastFullHour = (): Date => new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);

/** Ctrl-C once ends everything in order; a second time at once. */
const onInterrupt = (): AbortSignal => {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new PlainFailure('Interrupted.'));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  return controller.signal;
};

const interrupted = (signal: AbortSignal): Promise<'interrupted'> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('interrupted');
    else signal.addEventListener('abort', () => resolve('interrupted'), { once: true });
  });

const main = async (): Promise<void> => {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(usage);
    return;
  }
  const human = options.json ? process.stderr : process.stdout;
  const signal = onInterrupt();
  const progress = createProgress(human);
  const show = (text: string) => progress.show(text);
  let result = emptyResult(nurture);
  let told = false;
  const tellJson = () => {
    if (options.json && !told) process.stdout.write(`${JSON.stringify(result)}\n`);
    told = true;
  };

  try {
    const stack = await startLocalStack({ progress: show, port: options.port, signal });
    try {
      const gone = stack.emulator.ended.then(() => 'gone' as const);
      const playing = playSampleWeek(stack, {
        seed: options.seed,
        size: options.size,
        endsAt: lastFullHour(),
        progress: show,
        signal,
      });
      const week = await Promise.race([playing, gone]);
      if (week === 'gone') throw new PlainFailure('MiniStack has ended. Its log is .local/ministack.log.');
      progress.end();
      result = week.result;
      human.write(`${summaryText(stack, week)}\n`);
      if (!result.ok) process.exitCode = 1;
      tellJson();
      if (!options.once) {
        human.write('\nUp until Ctrl-C.\n');
        if ((await Promise.race([interrupted(signal), gone])) === 'gone') {
          throw new PlainFailure('MiniStack has ended. Its log is .local/ministack.log.');
        }
        human.write('\nTaking it down.\n');
      }
    } finally {
      progress.end();
      await stack.stop();
    }
  } catch (error) {
    progress.end();
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = signal.aborted ? 130 : 1;
    tellJson();
  }
};

try {
  await main();
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}
// The SDKs keep connections and timers of their own; there is nothing left to wait for.
process.exit();
