import { readHandlers } from '../../../iam/catalog/handlers.ts';
import { readCatalog } from '../../../iam/catalog/read.ts';
import { decidedIn } from '../decided.ts';
import { ofType } from './found.ts';
import { handlerCalls } from './handler-requests.ts';
import { asRole } from './requests.ts';
import { roleStacks } from './role-stacks.ts';
import type { ServiceRule } from './service-call.ts';

const PAGE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html';

/** Read handlers that show a secret do without: what they would compare stands in no template. */
export const SHOWS_SECRETS = [
  'kms:Decrypt',
  'secretsmanager:GetSecretValue',
  // A distribution's headers for its origins, and the secrets of clients.
  'cloudfront:GetDistribution',
  'cloudfront:GetDistributionConfig',
  'cognito-idp:DescribeUserPoolClient',
  'cognito-idp:ListUserPoolClientSecrets',
];

/** What shows the keys of an API. */
const KEYS = /:\/(apikeys|usageplans\/[^/]+\/keys)(\/|$)/;

/** CloudFormation reads every resource of a stack with the permissions of whoever has it detect drift. */
export const driftReads: ServiceRule = async (deployment) => {
  const { stacks, place } = deployment;
  const all = await roleStacks(deployment);
  const schemas = { handlers: readHandlers(), catalog: readCatalog() };
  return ofType(stacks, 'AWS::IAM::Role').flatMap(({ arn: role }) =>
    all.flatMap((stack) => {
      const id = `arn:${place.partition}:cloudformation:${stack.region}:${place.accountId}:stack/${stack.stackName}/a`;
      const detects = asRole(place, role, 'cloudformation:DetectStackDrift', id);
      if (decidedIn(deployment, detects) !== 'Allowed') return [];
      const calls = handlerCalls(role, stack, { deployment, stacks: all, schemas, kinds: ['read'] });
      return calls
        .filter(({ action, request }) => !SHOWS_SECRETS.includes(action.name) && !KEYS.test(request.resource))
        .map(({ found, action, request }) => {
          const use = `CloudFormation compares ${found.logicalId} (${found.type}) of ${stack.stack}: ${action.name}`;
          return { use, page: PAGE, request, attacks: [] };
        });
    }),
  );
};
