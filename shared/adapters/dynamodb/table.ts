import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { StoreUnavailable } from '#shared/domain/errors.ts';

/** The one table and the client to reach it with; made once per process. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

export const openTable = (name: string): Table => ({
  name,
  client: DynamoDBDocumentClient.from(
    // Three attempts with the SDK's jittered backoff stay well under a second; longer waits are for the caller's caller. Without
    // `throwOnRequestTimeout` the SDK only warns of a request that takes too long.
    new DynamoDBClient({
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  ),
});

const throttles = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
  // A plain write met a transaction on the same item, such as the claim of a send.
  'TransactionConflictException',
]);

/** Definite refusals of a request, by whatever status an endpoint tells them: the same again will be refused again. */
const refusals = new Set(['ValidationException', 'SerializationException']);

/** Runs a call and turns throttling and absence of the store into {@link StoreUnavailable}; all else passes unchanged. */
export const withStoreErrors = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw asStoreError(error);
  }
};

const asStoreError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  if (throttles.has(error.name)) return new StoreUnavailable('throttled', 2, { cause: error });
  if (refusals.has(error.name)) return error;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const transport = ['TimeoutError', 'NetworkingError', 'ECONNREFUSED', 'ECONNRESET'].includes(error.name) || 'errno' in error;
  if (transport || (status !== undefined && status >= 500)) return new StoreUnavailable('unavailable', 5, { cause: error });
  return error;
};
