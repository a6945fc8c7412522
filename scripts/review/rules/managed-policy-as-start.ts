import { textsAt } from '../../access/stated/statements.ts';
import { own } from '../../template/own.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';
import { narrowedStatement } from './facts/narrowed.ts';

const NARROWED: Record<string, string> = {
  AWSLambdaBasicExecutionRole:
    '{"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/name:*"}',
  AWSXRayDaemonWriteAccess:
    '{"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*"}',
};

export const managedPolicyAsStart: Rule = {
  id: 'managed-policy-as-start',
  code: null,
  severity: 'suggestion',
  summary: 'A managed policy of AWS where one of the repository would say less',
  why: 'AWS managed policies are for all customers: they are a start (IAM User Guide, "Security best practices in IAM: Get started with AWS managed policies and move toward least-privilege permissions").',
  check: eachResource(['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'], ({ properties }, all) =>
    textsAt(properties.ManagedPolicyArns, ['ManagedPolicyArns'])
      .filter(
        ({ text }) =>
          /:iam::aws:policy\//.test(text) &&
          !/FullAccess$|PowerUser|AdministratorAccess$|\/(SystemAdministrator|DatabaseAdministrator|NetworkAdministrator|DataScientist)$/.test(
            text,
          ),
      )
      .map(({ text, path }) => ({
        path,
        message: `${text.split('/').at(-1)} is written for all customers`,
        fix:
          own(NARROWED, text.split('/').at(-1) ?? '') ??
          narrowedStatement(text, all) ??
          'write its statements into policies/, with the ARNs of this stack',
      })),
  ),
};
