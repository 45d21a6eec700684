import { Stack, Validations } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { reasonForWildcard } from '#infra/wildcard-reasons.ts';
import { readable } from './readable-reference.ts';

export interface LeastPrivilegeRoleProps {
  readonly assumedBy: 'lambda.amazonaws.com' | 'states.amazonaws.com';
  readonly description: string;
  readonly permissions: readonly PolicyStatement[];
  /** Actions on `*` that CDK adds to this role by itself, later. */
  readonly addedByCdk: readonly string[];
}

/**
 * A role without policies that AWS manages, whose every wildcard has its reason in infra/wildcard-reasons.ts.
 *
 * @throws at synth, with the action and the resource, for a wildcard without one.
 */
export class LeastPrivilegeRole extends Role {
  constructor(scope: Construct, id: string, { assumedBy, description, permissions, addedByCdk }: LeastPrivilegeRoleProps) {
    super(scope, id, { assumedBy: new ServicePrincipal(assumedBy), description });
    for (const permission of permissions) {
      for (const resource of permission.resources)
        this.#answerFor(permission.actions, readable(Stack.of(this).resolve(resource)));
      this.addToPolicy(permission);
    }
    this.#answerFor(addedByCdk, '*');
  }

  #answerFor(actions: readonly string[], resource: string): void {
    const reasons = new Set<string>();
    for (const action of actions) {
      if (!action.includes('*') && !resource.includes('*')) continue;
      const reason = reasonForWildcard(action, resource);
      if (!reason)
        throw new Error(`${this.node.path} asks for ${action} on ${resource}: give the reason in infra/wildcard-reasons.ts`);
      reasons.add(reason);
    }
    if (reasons.size === 0) return;
    Validations.of(this).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason: [...reasons].join(' ') });
  }
}
