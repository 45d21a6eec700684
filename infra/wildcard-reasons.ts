import { logDelivery, tracing } from './constructs/machine-actions.ts';

/**
 * Every permission on `*`, and why it cannot be narrower. cdk-nag's findings are acknowledged with these words; a role of ours with a
 * wildcard that has no row here stops the synth, and a test says the same of the finished templates.
 */
export const wildcardReasons: readonly WildcardReason[] = [
  {
    actions: tracing,
    resource: /^\*$/,
    reason: 'X-Ray has no resources that a policy could name; these actions write traces and read how many to write.',
  },
  {
    actions: logDelivery,
    resource: /^\*$/,
    reason:
      'Step Functions sets up its own log delivery, and the log delivery API knows no resources; AWS documents this policy.',
  },
  {
    actions: ['dynamodb:ListStreams'],
    resource: /^\*$/,
    reason: 'ListStreams lists the streams of the account and cannot be limited to one; it shows names, no data.',
  },
  {
    actions: ['states:StopExecution'],
    resource: /:execution:tributary-[\w-]+:\*$/,
    reason: 'An execution is named after its run and so not known before; the pattern is limited to one journey of this stage.',
  },
  {
    actions: ['states:SendTaskSuccess'],
    resource: /^\*$/,
    reason:
      'SendTaskSuccess knows no resources: what may be resumed is said by the token, and tokens are read from the items of runs that wait.',
  },
  {
    actions: ['secretsmanager:GetSecretValue'],
    resource: /:secret:tributary\/[a-z]+\/destinations\/[\w-]+-\?{6}$/,
    reason: 'Secrets Manager adds six characters to the name of a secret, which are not known before it is made.',
  },
  {
    actions: ['ses:SendEmail'],
    resource: /:identity\/\*$/,
    reason:
      "In SES's sandbox the recipient's identity is asked for permission too. A condition limits this to our sender's address.",
  },
];

export interface WildcardReason {
  readonly actions: readonly string[];
  /** The form of resource it covers. */
  readonly resource: RegExp;
  readonly reason: string;
}

/** The reason for one action on one wildcard resource, if there is one. An action with a wildcard never has one. */
export const reasonForWildcard = (action: string, resource: string): string | undefined =>
  wildcardReasons.find((row) => row.actions.includes(action) && row.resource.test(resource))?.reason;
