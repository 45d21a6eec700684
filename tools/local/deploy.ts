import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as z from 'zod';
import { emulatorEnvironment, withoutAws } from './aws-environment.ts';
import { type Places, repository, toolDirectory } from './places.ts';
import { PlainFailure } from './plain-failure.ts';

/** What `cdk bootstrap` leaves in an account and a deployment looks for. */
const qualifier = 'hnb659fds';
const account = '000000000000';
const region = 'us-east-1';
const bootstrapVersion = '30';

/**
 * Prepares the emulator's account as `cdk bootstrap` does: the bucket that function code goes through, and the version that the CLI
 * asks for. Two requests where the command takes ten seconds; its roles and keys mean nothing where IAM is not enforced.
 */
const bootstrap = async (endpointUrl: string): Promise<void> => {
  const authorization = (service: string) =>
    `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`;
  const requests = [
    fetch(`${endpointUrl}/cdk-${qualifier}-assets-${account}-${region}`, {
      method: 'PUT',
      headers: { authorization: authorization('s3') },
    }),
    fetch(endpointUrl, {
      method: 'POST',
      headers: {
        authorization: authorization('ssm'),
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AmazonSSM.PutParameter',
      },
      body: JSON.stringify({
        Name: `/cdk-bootstrap/${qualifier}/version`,
        Value: bootstrapVersion,
        Type: 'String',
        Overwrite: true,
      }),
    }),
  ];
  for (const answer of await Promise.all(requests)) {
    if (!answer.ok) throw new Error(`the emulator's account cannot be prepared: ${answer.status} ${await answer.text()}`);
  }
};

const outputsFile = z.record(z.string(), z.record(z.string(), z.string()));

export interface DeployOptions {
  readonly endpointUrl: string;
  readonly places: Places;
  /** Where functions note the AWS calls they make; for the permissions test. */
  readonly recordCalls?: string | undefined;
  /** Other marketing files than the repository's; for tests. */
  readonly marketing?: string | undefined;
  readonly progress: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Lines of the CDK CLI's output that tell a person how far it is, shortened. */
export const progressOf = (line: string): string | undefined => {
  const deployed = /✅\s+(tributary-\S+)/.exec(line)?.[1];
  if (deployed !== undefined) return `deployed ${deployed}`;
  return /^(tributary-\S+): deploying\.\.\./.exec(line)?.[1]?.replace(/^/, 'deploying ');
};

/** Deploys the CDK app to the emulator as `cdk deploy --all` does, and answers with every stack's outputs, by their keys. */
export const deployToEmulator = async (options: DeployOptions): Promise<Readonly<Record<string, string>>> => {
  await bootstrap(options.endpointUrl);
  const { outputs, assembly } = options.places;
  // Each deployment adds its bundles and takes none away.
  await rm(assembly, { recursive: true, force: true });
  const args = [
    'deploy',
    '--all',
    ...['--context', 'stage=local'],
    ...(options.recordCalls === undefined ? [] : ['--context', `recordCalls=${options.recordCalls}`]),
    ...(options.marketing === undefined ? [] : ['--context', `marketing=${options.marketing}`]),
    ...['--require-approval', 'never', '--method', 'direct', '--concurrency', '6', '--progress', 'events', '--ci'],
    ...['--asset-parallelism', 'true', '--version-reporting', 'false', '--path-metadata', 'false'],
    ...['--outputs-file', outputs, '--output', assembly],
  ];
  await runCdk(args, options);
  const stacks = outputsFile.parse(JSON.parse(await readFile(outputs, 'utf8')));
  return Object.assign({}, ...Object.values(stacks));
};

const runCdk = (
  args: readonly string[],
  { endpointUrl, places: { deployLog }, progress, signal }: DeployOptions,
): Promise<void> =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const log = createWriteStream(deployLog);
    const child = spawn(join(toolDirectory, 'cdk'), args, {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own group: Ctrl-C ends it through us, with all that it has started.
      detached: process.platform !== 'win32',
      env: {
        ...withoutAws(process.env),
        ...emulatorEnvironment(endpointUrl),
        PATH: [toolDirectory, process.env.PATH ?? ''].join(delimiter),
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CI: 'true',
      },
    });
    const end = () => {
      if (child.pid === undefined || child.exitCode !== null) return;
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      } catch {
        // Ended by itself.
      }
    };
    process.once('exit', end);
    signal?.addEventListener('abort', end, { once: true });

    let tail = '';
    let line = '';
    const hear = (chunk: Buffer) => {
      const text = chunk.toString();
      log.write(text);
      tail = (tail + text).slice(-4_000);
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      for (const each of lines) {
        const said = progressOf(each);
        if (said !== undefined) progress(said);
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const settle = (act: () => void) => {
      process.removeListener('exit', end);
      signal?.removeEventListener('abort', end);
      log.end();
      act();
    };
    child.once('error', (error) => settle(() => reject(error)));
    child.once('close', (status) =>
      settle(() => {
        if (status === 0) resolve();
        else if (signal?.aborted) reject(signal.reason);
        else
          reject(
            new PlainFailure(
              `The deployment to the local stack failed. All of it is in ${deployLog}; its end:\n\n${tail.trim()}`,
            ),
          );
      }),
    );
  });
