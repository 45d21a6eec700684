/** What the SDK, the CDK CLI and Node's child processes need to talk to the emulator, and to nothing else. */
export const emulatorEnvironment = (endpointUrl: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpointUrl,
  AWS_ENDPOINT_URL_S3: endpointUrl,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
});

/** The environment without anything that points at a real account. */
export const withoutAws = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));

/** Points this process's SDK clients at the emulator. A profile or token of the person's own is dropped, not mixed in. */
export const pointAtEmulator = (endpointUrl: string): void => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, emulatorEnvironment(endpointUrl));
};
