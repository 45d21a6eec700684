import { join } from 'node:path';

/** The repository, wherever the command was called from. */
export const repository = join(import.meta.dirname, '..', '..');
/** Everything that running locally leaves on disk; may be deleted at any time while nothing runs. */
export const localDirectory = join(repository, '.local');
/** Where the stack of `npm start` is described. */
export const stackFile = join(localDirectory, 'stack.json');

/** What one running stack writes. The tests' stack has a directory of its own, so that it can run beside that of `npm start`. */
export const placesIn = (directory: string) => ({
  stackFile: join(directory, 'stack.json'),
  emulatorLog: join(directory, 'ministack.log'),
  deployLog: join(directory, 'deploy.log'),
  outputs: join(directory, 'outputs.json'),
  assembly: join(directory, 'cdk.out'),
  temporary: join(directory, 'tmp'),
  lock: join(directory, 'running.pid'),
});
export type Places = ReturnType<typeof placesIn>;
/** Where the pinned Node and the CDK CLI are. */
export const toolDirectory = join(repository, 'node_modules', '.bin');
