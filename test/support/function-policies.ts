import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import type { NeededPermission } from '#infra/recorder/needed-permissions.ts';

/** One action that a role may do, on one kind of resource. */
export interface Allowed {
  readonly action: string;
  /** An ARN, which may hold `*`. */
  readonly resource: string;
  /** Families of partitions it is limited to. */
  readonly partitions?: readonly string[];
}

const account = '000000000000';
const region = 'us-east-1';

const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((one) => [one])]) as unknown as z.ZodType<z.output<Item>[]>;
const statement = z.object({
  Effect: z.literal('Allow'),
  Action: oneOrMore(z.string()),
  Resource: oneOrMore(z.unknown()),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const policy = z.object({
  Properties: z.object({
    PolicyDocument: z.object({ Statement: z.array(statement) }),
    Roles: z.array(z.object({ Ref: z.string() })),
  }),
});
const lambda = z.object({
  Properties: z.object({ FunctionName: z.string(), Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }) }),
});

/** What each function's role allows, by the function's name, out of the templates of a stage with account and region. */
export const functionPolicies = (templates: Readonly<Record<string, Template>>): ReadonlyMap<string, readonly Allowed[]> => {
  const all = Object.values(templates);
  const resolve = resolver(all);
  return new Map(
    all.flatMap((template) => {
      const policies = Object.values(template.findResources('AWS::IAM::Policy')).map((found) => policy.parse(found).Properties);
      return Object.values(template.findResources('AWS::Lambda::Function')).map((found) => {
        const { FunctionName, Role } = lambda.parse(found).Properties;
        const statements = policies
          .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === Role['Fn::GetAtt'][0]))
          .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
        return [FunctionName, statements.flatMap((each) => allowedBy(each, resolve(template)))] as const;
      });
    }),
  );
};

const allowedBy = (
  { Action, Resource, Condition }: z.output<typeof statement>,
  resolve: (value: unknown) => string,
): Allowed[] => {
  const leading = z.array(z.string()).optional().parse(Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']);
  return Action.flatMap((action) =>
    Resource.map((resource) => ({
      action,
      resource: resolve(resource),
      ...(leading ? { partitions: leading.map((key) => key.replace(/#\*$/, '')) } : {}),
    })),
  );
};

/** Whether a role with these permissions could make the call. */
export const allows = (allowed: readonly Allowed[], call: NeededPermission): boolean =>
  allowed.some((each) => covers(each, call));

/** Whether this permission is one that the call needs. */
export const covers = ({ action, resource, partitions }: Allowed, call: NeededPermission): boolean =>
  action === call.action &&
  (partitions === undefined || (call.partition !== undefined && partitions.includes(call.partition))) &&
  (call.index === undefined ? matches(resource, call.resource) : matches(resource, `${call.resource}/index/${call.index}`));

/** `name` is an ARN or its end. A mail identity may be the address or its domain. */
const matches = (pattern: string, name: string): boolean => {
  if (pattern.includes(':identity/') && name.includes('@')) {
    return [name, `identity/${name.slice(name.indexOf('@') + 1)}`].some((identity) => endsWith(pattern, identity));
  }
  return endsWith(pattern, name);
};

/** Secrets Manager adds six characters to a secret's name, which calls leave out. */
const endsWith = (arn: string, name: string): boolean => {
  const pattern = arn.includes(':secret:') ? arn.replace(/-\?{6}$/, '') : arn;
  const [start = '', rest] = pattern.split('*', 2);
  if (rest !== undefined) return name.startsWith('arn:') ? name.startsWith(start) && name.endsWith(rest) : start === '';
  return pattern === name || pattern.endsWith(`:${name}`) || pattern.endsWith(`/${name}`);
};

const outputs = z.record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }));

/** Computes intrinsic functions as far as policies use them: names and ARNs follow from the names we give. */
const resolver = (templates: readonly Template[]) => {
  const exported = new Map(
    templates.flatMap((template) =>
      Object.values(outputs.parse(template.toJSON().Outputs ?? {})).flatMap(({ Value, Export }) =>
        Export ? [[Export.Name, { template, value: Value }] as const] : [],
      ),
    ),
  );
  const resolve =
    (template: Template) =>
    (value: unknown): string => {
      if (typeof value === 'string') return value;
      const [[name, of] = ['', undefined]] = Object.entries(z.record(z.string(), z.unknown()).parse(value));
      if (name === 'Fn::Join') {
        const [separator, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(of);
        return parts.map(resolve(template)).join(separator);
      }
      if (name === 'Fn::ImportValue') {
        const source = exported.get(z.string().parse(of));
        if (!source) throw new Error(`nothing exports ${JSON.stringify(of)}`);
        return resolve(source.template)(source.value);
      }
      if (name === 'Ref') return pseudo[z.string().parse(of)] ?? arnOf(template, z.string().parse(of));
      if (name === 'Fn::GetAtt') {
        const [logicalId, attribute] = z.tuple([z.string(), z.string()]).parse(of);
        return `${arnOf(template, logicalId)}${attribute === 'StreamArn' ? '/stream/latest' : ''}`;
      }
      throw new Error(`a policy uses ${name}, which this test cannot compute yet`);
    };
  return resolve;
};

const pseudo: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': region,
  'AWS::AccountId': account,
};

const arnForms: Readonly<Record<string, readonly [nameProperty: string, form: string]>> = {
  'AWS::DynamoDB::Table': ['TableName', 'dynamodb:…:table/'],
  'AWS::Events::EventBus': ['Name', 'events:…:event-bus/'],
  'AWS::Lambda::Function': ['FunctionName', 'lambda:…:function:'],
  'AWS::Logs::LogGroup': ['LogGroupName', 'logs:…:log-group:'],
  'AWS::SecretsManager::Secret': ['Name', 'secretsmanager:…:secret:'],
  'AWS::SQS::Queue': ['QueueName', 'sqs:…:'],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'states:…:stateMachine:'],
};

const resources = z.record(z.string(), z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }));

const arnOf = (template: Template, logicalId: string): string => {
  const resource = resources.parse(template.toJSON().Resources)[logicalId];
  const form = resource && arnForms[resource.Type];
  if (!form) throw new Error(`a policy names ${logicalId} (${resource?.Type}), whose ARN this test cannot compute yet`);
  return `arn:aws:${form[1].replace('…', `${region}:${account}`)}${z.string().parse(resource.Properties?.[form[0]])}`;
};
