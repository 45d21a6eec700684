/** What a state machine needs that is traced. */
export const tracing = [
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
] as const;

/** What a state machine needs that logs. */
export const logDelivery = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
] as const;

/** What CDK adds to the role of a state machine that is traced and logs: actions on `*`, whose reasons are in infra/wildcard-reasons.ts. */
export const addedToMachines = [...tracing, ...logDelivery] as const;
