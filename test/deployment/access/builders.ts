import type { StackText } from '../../../scripts/deployment/access/texts.ts';

export type Template = Record<string, unknown>;

export const ACCOUNT = '111122223333';

export function text(stack: string, template: Template, parameters: Record<string, string> = {}): StackText {
  const place = { accountId: ACCOUNT, region: 'eu-west-1', partition: 'aws', stackName: `sw-dev-${stack}` };
  return { stack, template, parameters, place };
}

export const document = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });
export const allow = (Action: unknown, Resource: unknown = '*', Effect = 'Allow') => ({ Effect, Action, Resource });
const trust = (Service: string) => document({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });

export function role(more: Template = {}, service = 'lambda.amazonaws.com'): Template {
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust(service), ...more } };
}

export function policies(...statements: unknown[]): Template {
  return { Policies: [{ PolicyName: 'p', PolicyDocument: document(...statements) }] };
}
