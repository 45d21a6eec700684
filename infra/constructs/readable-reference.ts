import * as z from 'zod';

const join = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const attribute = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const reference = z.object({ Ref: z.string() });

/**
 * A resolved CloudFormation value as one line: `arn:<AWS::Partition>:sqs:…`, `<Table.Arn>`. It is the form in which cdk-nag names a
 * finding, so that acknowledgements can be made of it.
 */
export const readable = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const joined = join.safeParse(value);
  if (joined.success) {
    const [separator, parts] = joined.data['Fn::Join'];
    return parts.map(readable).join(separator);
  }
  const attributed = attribute.safeParse(value);
  if (attributed.success) return `<${attributed.data['Fn::GetAtt'].join('.')}>`;
  const referred = reference.safeParse(value);
  return referred.success ? `<${referred.data.Ref}>` : JSON.stringify(value);
};
