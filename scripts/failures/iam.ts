import type { Failure } from './failure.ts';

const TROUBLE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html';
const LIMITS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';

export const IAM_FAILURES: readonly Failure[] = [
  {
    id: 'pass-role-denied',
    matches: [/not authorized to perform: iam:PassRole on resource: "?(?<name>[^\s"]+)/i],
    title: 'The role may not be handed on',
    why: 'Who gives a role to CloudFormation or to a service needs iam:PassRole on it. It is checked when a change set is made.',
    fix: 'make the plan with the role that may pass {name}: plan-main for the service role; deploy executes and passes nothing',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
  },
  {
    id: 'malformed-policy',
    matches: [/MalformedPolicyDocument/, /Syntax errors in policy/i],
    title: 'A policy is malformed',
    why: 'IAM does not take it, though it may be valid JSON: an unknown element, a wrong ARN, a principal where none may be.',
    fix: 'run npm run review: it says which element of which statement is wrong',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_policies.html',
  },
  {
    id: 'policy-too-large',
    matches: [
      /Maximum policy size of (?<name>\d+) bytes exceeded/i,
      /Cannot exceed quota for PolicySize: (?<name>\d+)/i,
    ],
    title: 'The policies of the role are too large',
    why: 'The inline policies of a role come to 10,240 characters at most, a managed policy to 6,144, without white space.',
    fix: 'put statements with the same resources together, or move some to a managed policy; npm run review tells the sizes',
    source: LIMITS,
  },
  {
    id: 'denied-by-organisation',
    matches: [
      /with an explicit deny in a (service|resource) control policy/i,
      /no (service|resource) control policy allows/i,
    ],
    title: 'A policy of the organisation refuses it',
    why: 'Service and resource control policies stand above those of the account.',
    fix: 'nothing in this repository changes it: ask who owns the organisation',
    source: TROUBLE,
  },
  {
    id: 'denied-by-boundary',
    matches: [
      /(User|Role): (?<who>\S+) is not authorized to perform:? (?<action>[\w-]+:[\w*]+).*(no permissions boundary allows|explicit deny in a permissions boundary)/i,
    ],
    title: 'The permissions boundary of the caller refuses it',
    why: 'A role can do only what both its policies and its boundary allow.',
    fix: 'if it is meant, allow {action} in the boundary (policies/ of the bootstrap stack); npm run can shows both sides',
    source: TROUBLE,
  },
  {
    id: 'denied-explicitly',
    matches: [
      /(User|Role): (?<who>\S+) is not authorized to perform:? (?<action>[\w-]+:[\w*]+)( on resource: "?(?<resource>[^\s"]+)"?)? with an explicit deny/i,
    ],
    title: 'A Deny refuses it',
    why: 'An explicit Deny wins over every Allow.',
    fix: 'find it with npm run can -- --action {action} --role ROLE --resource RESOURCE, and narrow it if it is not meant',
    source: TROUBLE,
  },
];
