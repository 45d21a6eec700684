import { once } from 'node:events';
import { createServer } from 'node:net';
import { PlainFailure } from './plain-failure.ts';

/** The port that AWS emulators are expected on. */
export const usualPort = 4566;

/** The port if it is free on 127.0.0.1 (0: any free one), else nothing. */
export const claimable = async (port: number): Promise<number | undefined> => {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : undefined;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
};

/** The demanded port, or the usual one, or any free one. */
export const choosePort = async (demanded?: number): Promise<number> => {
  const port = await claimable(demanded ?? usualPort);
  if (port !== undefined) return port;
  if (demanded !== undefined) {
    throw new PlainFailure(
      `Port ${demanded} is in use on 127.0.0.1. End what listens there, or leave --port out to use any free port.`,
    );
  }
  const other = await claimable(0);
  if (other === undefined) throw new PlainFailure('No port is free on 127.0.0.1.');
  return other;
};
