/**
 * AWS list prices that the bench and `tributary cost` count with: us-east-1, on demand, arm64, in US dollars, free tiers left out.
 * Sources: the public pricing pages of each service, read on the date below. Change them here and nowhere else.
 */
export const prices = {
  asOf: '2026-11-22',
  region: 'us-east-1',
  /** aws.amazon.com/api-gateway/pricing: HTTP API, per request of up to 512 KB. */
  httpApiRequest: 1.0 / 1e6,
  /** aws.amazon.com/lambda/pricing: per request and per GB-second on arm64. */
  lambdaRequest: 0.2 / 1e6,
  lambdaGigabyteSecond: 0.0000133334,
  /** aws.amazon.com/dynamodb/pricing/on-demand: standard table class. Reads of a stream by Lambda are free. */
  dynamodbWriteUnit: 0.625 / 1e6,
  dynamodbReadUnit: 0.125 / 1e6,
  /** aws.amazon.com/eventbridge/pricing: custom events, per started 64 KB. */
  eventBridgeEvent: 1.0 / 1e6,
  /** aws.amazon.com/sqs/pricing: standard queue, per request of up to 64 KB. */
  sqsRequest: 0.4 / 1e6,
  /** aws.amazon.com/step-functions/pricing: standard workflow, per state transition. */
  stateTransition: 25 / 1e6,
  /** aws.amazon.com/ses/pricing: per outbound message. */
  sesMessage: 0.1 / 1e3,
  /** aws.amazon.com/cloudwatch/pricing: logs ingested, standard class. Keeping them is $0.03 per GB and month, and left out. */
  logGigabyte: 0.5,
  /** aws.amazon.com/xray/pricing: per recorded trace. */
  xrayTrace: 5 / 1e6,
} as const;
