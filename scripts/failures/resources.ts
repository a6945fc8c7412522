import type { Failure } from './failure.ts';

export const RESOURCE_FAILURES: readonly Failure[] = [
  {
    id: 'secret-scheduled-for-deletion',
    matches: [/secret with this name is already scheduled for deletion/i, /You can't create this secret because/i],
    title: 'A secret of this name waits for its deletion',
    why: 'A deleted secret keeps its name for 7 to 30 days.',
    fix: 'restore it (aws secretsmanager restore-secret --secret-id NAME) and take it in with --import-existing, or give the new one another name',
    source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html',
  },
  {
    id: 'key-pending-deletion',
    matches: [/KMSInvalidStateException/, /is pending deletion/i, /KMS\.DisabledException/, /DisabledException.*kms/i],
    title: 'The KMS key is disabled or waits for its deletion',
    why: 'Nothing that is encrypted with it can be read or written.',
    fix: 'aws kms cancel-key-deletion --key-id ID and aws kms enable-key --key-id ID, if the data is needed',
    source: 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html',
  },
  {
    id: 'kms-denied',
    matches: [/not authorized to perform: (?<name>kms:\w+)/i, /KMSAccessDenied/, /AccessDenied.*\bkms:(?<name>\w+)/i],
    title: 'The KMS key may not be used',
    why: 'A key is used only by whom its key policy lets in; a policy of the role alone is enough only if the key policy gives the account that right.',
    fix: 'allow {name} in the policy of the key to the role; npm run can -- --role ROLE --action kms:Decrypt --resource KEY shows what is missing',
    source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
  },
  {
    id: 'log-group-exists',
    matches: [/log group already exists(: (?<name>[\w./-]+))?/i, /ResourceAlreadyExistsException.*log/i],
    title: 'The log group exists already',
    why: 'The function ran before its log group was in a stack, and Lambda made one.',
    fix: 'take it into the stack with npm run deploy -- --import-existing, or delete it if its logs are not needed',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html',
  },
  {
    id: 'one-index-at-a-time',
    matches: [
      /Cannot perform more than one GSI (creation or )?(deletion|creation|update)/i,
      /Only 1 online index can be/i,
    ],
    title: 'DynamoDB changes one index at a time',
    why: 'An update of a table makes or deletes at most one global secondary index.',
    fix: 'deploy the indexes one after the other',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html',
  },
  {
    id: 'table-deletion-protection',
    matches: [
      /protected against deletion\. Disable deletion protection first/i,
      /can(no|')?t be deleted while DeletionProtection is enabled/i,
      /deletion protection is (currently )?enabled/i,
    ],
    title: 'The resource is protected from deletion',
    why: 'Its deletion protection is on, so that no mistake takes the data.',
    fix: 'if it is to go, turn the protection off in the template, deploy that, and then delete it',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html',
  },
  {
    id: 'provider-exists',
    matches: [/Provider with url (?<name>\S+) already exists/i],
    title: 'The account has this identity provider already',
    why: 'An account has one OIDC provider for GitHub, however many repositories use it.',
    fix: 'run npm run bootstrap, which finds it, or give its ARN as OidcProviderArn of the bootstrap stack',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
  },
  {
    id: 'table-billing',
    matches: [
      /Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST/i,
      /ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED/i,
    ],
    title: 'The capacity of the table does not fit how it is paid',
    why: 'On demand (PAY_PER_REQUEST) takes no ProvisionedThroughput, provisioned billing needs it, for each index too.',
    fix: 'remove ProvisionedThroughput from the table and its indexes, or set BillingMode: PROVISIONED and give it',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html',
  },
];
