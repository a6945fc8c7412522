import { type Answer, allow, deny, document, PAGES } from './engine.ts';
import type { Parameters } from './iam-api.ts';
import { ACCOUNT, OBJECT, READ, REGION } from './operators.ts';

/** A question that our engine answers as the page says, and the embedded AWS's simulator does not. */
interface SimulatorDifference {
  title: string;
  page: string;
  policies: object[];
  boundary?: object;
  resourcePolicy?: object;
  /** Added to the simulator's fixed context. */
  context?: Record<string, string | string[]>;
  resource?: string;
  /** A resource that the same call asks about first. */
  first?: string;
  engine: Answer;
  /** `Nothing`: it gives no answer for the resource. */
  simulator: Answer | 'Nothing';
}

const OPERATORS = `${PAGES}reference_policies_elements_condition_operators.html`;
const VARIABLES = `${PAGES}reference_policies_variables.html`;
const SIMULATE = 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html';
const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;

const all = document(allow());
const when = (Condition: object) => [document(allow({ Condition }))];
const [Allowed, ImplicitlyDenied, ExplicitlyDenied] = ['Allowed', 'ImplicitlyDenied', 'ExplicitlyDenied'] as const;

/** It reads the policies, the actions and the first resource of a request, and nothing else. */
const UNREAD: SimulatorDifference[] = [
  {
    title: 'a key of ContextEntries that it does not know',
    page: SIMULATE,
    policies: when({ StringEquals: { 'aws:username': 'alice' } }),
    context: { 'aws:username': 'alice' },
    engine: Allowed,
    simulator: ImplicitlyDenied,
  },
  {
    title: 'a key of ContextEntries in place of its own value',
    page: SIMULATE,
    policies: [document(allow(), deny({ Condition: { NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } }))],
    context: { 'aws:SourceIp': '203.0.113.7' },
    engine: ExplicitlyDenied,
    simulator: Allowed,
  },
  {
    title: 'several values of a key of ContextEntries',
    page: SIMULATE,
    policies: when({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'team' } }),
    context: { 'aws:TagKeys': ['cost', 'team'] },
    engine: Allowed,
    simulator: ImplicitlyDenied,
  },
  {
    title: 'a boundary that does not allow',
    page: SIMULATE,
    policies: [all],
    boundary: document(allow({ Action: 'ec2:*' })),
    engine: ImplicitlyDenied,
    simulator: Allowed,
  },
  {
    title: 'a boundary that denies',
    page: SIMULATE,
    policies: [all],
    boundary: document(allow(), deny({ Action: READ })),
    engine: ExplicitlyDenied,
    simulator: Allowed,
  },
  {
    title: 'a resource policy that allows the caller',
    page: SIMULATE,
    policies: [document(allow({ Action: 'ec2:*' }))],
    resourcePolicy: document(allow({ Principal: { AWS: ALICE }, Resource: OBJECT })),
    engine: Allowed,
    simulator: ImplicitlyDenied,
  },
  {
    title: 'a resource policy that denies',
    page: SIMULATE,
    policies: [all],
    resourcePolicy: document(deny({ Principal: '*', Resource: OBJECT })),
    engine: ExplicitlyDenied,
    simulator: Allowed,
  },
];

const SECOND: SimulatorDifference = {
  title: 'the second of two resources',
  page: SIMULATE,
  policies: [document(allow({ Resource: OBJECT }))],
  first: 'arn:aws:s3:::bucket/other',
  engine: Allowed,
  simulator: 'Nothing',
};

const VARIABLE: SimulatorDifference[] = [
  {
    title: 'a variable in a resource',
    page: VARIABLES,
    policies: [document(allow({ Resource: 'arn:aws:s3:::bucket/${aws:RequestedRegion}/*' }))],
    resource: `arn:aws:s3:::bucket/${REGION}/k`,
    engine: Allowed,
    simulator: ImplicitlyDenied,
  },
  {
    title: 'a variable in a Deny',
    page: VARIABLES,
    policies: [document(allow(), deny({ Resource: 'arn:aws:s3:::bucket/${aws:PrincipalAccount}' }))],
    resource: `arn:aws:s3:::bucket/${ACCOUNT}`,
    engine: ExplicitlyDenied,
    simulator: Allowed,
  },
  {
    title: 'the default of a variable',
    page: `${VARIABLES}#policy-vars-default-values`,
    policies: [document(allow({ Resource: "arn:aws:s3:::bucket/${aws:username, 'k'}" }))],
    engine: Allowed,
    simulator: ImplicitlyDenied,
  },
  {
    title: 'a * that is no wildcard',
    page: `${VARIABLES}#policy-vars-specialchars`,
    policies: [document(allow({ Resource: 'arn:aws:s3:::bucket/${*}' }))],
    resource: 'arn:aws:s3:::bucket/*',
    engine: Allowed,
    simulator: ImplicitlyDenied,
  },
];

const VALUES: SimulatorDifference[] = [
  {
    title: 'a year is a date of the W3C',
    page: `${OPERATORS}#Conditions_Date`,
    policies: when({ DateLessThan: { 'aws:CurrentTime': '2200' } }),
    engine: Allowed,
    simulator: ImplicitlyDenied,
  },
  {
    title: 'a month is a date of the W3C',
    page: `${OPERATORS}#Conditions_Date`,
    policies: when({ DateLessThan: { 'aws:CurrentTime': '2200-01' } }),
    engine: Allowed,
    simulator: ImplicitlyDenied,
  },
  {
    title: 'infinity is neither an integer nor a decimal',
    page: `${OPERATORS}#Conditions_Numeric`,
    policies: when({ NumericLessThan: { 'aws:PrincipalAccount': 'inf' } }),
    engine: ImplicitlyDenied,
    simulator: Allowed,
  },
  {
    title: 'a number has no underscores',
    page: `${OPERATORS}#Conditions_Numeric`,
    policies: when({ NumericEquals: { 'aws:PrincipalAccount': '1_767_225_600' } }),
    engine: ImplicitlyDenied,
    simulator: Allowed,
  },
  {
    title: 'one of the values of Null',
    page: `${PAGES}reference_policies_condition-logic-multiple-context-keys-or-values.html`,
    policies: when({ Null: { 'aws:RequestedRegion': ['true', 'false'] } }),
    engine: Allowed,
    simulator: ImplicitlyDenied,
  },
  {
    title: 'a request without tags has no aws:TagKeys',
    page: `${OPERATORS}#Conditions_Null`,
    policies: when({ Null: { 'aws:TagKeys': 'true' } }),
    engine: Allowed,
    simulator: ImplicitlyDenied,
  },
  {
    title: 'a * stands for a line break too',
    page: `${PAGES}reference_policies_elements_resource.html`,
    policies: [document(allow({ Resource: 'arn:aws:s3:::bucket/*' }))],
    resource: 'arn:aws:s3:::bucket/a\nb',
    engine: Allowed,
    simulator: ImplicitlyDenied,
  },
];

/** AWS answers these with InvalidInput. */
const UNREADABLE: SimulatorDifference[] = [
  {
    title: 'an operator that there is not, in a Deny',
    page: `${SIMULATE}#API_SimulateCustomPolicy_Errors`,
    policies: [document(allow(), deny({ Condition: { StringEqual: { 'aws:RequestedRegion': REGION } } }))],
    engine: 'Refused',
    simulator: Allowed,
  },
  {
    title: 'Null with IfExists',
    page: `${OPERATORS}#Conditions_IfExists`,
    policies: when({ NullIfExists: { 'aws:username': 'true' } }),
    engine: 'Refused',
    simulator: ImplicitlyDenied,
  },
  {
    title: 'a statement without an action',
    page: `${SIMULATE}#API_SimulateCustomPolicy_Errors`,
    policies: [document({ Effect: 'Allow', Resource: '*' })],
    engine: 'Refused',
    simulator: Allowed,
  },
];

export const KNOWN_DIFFERENCES: SimulatorDifference[] = [...UNREAD, SECOND, ...VARIABLE, ...VALUES, ...UNREADABLE];

/** The parameters with which AWS's simulator would be told of it. */
export function simulatorParameters({ boundary, resourcePolicy, context = {} }: SimulatorDifference): Parameters {
  const entries = Object.entries(context).map(([name, values], index): Parameters => {
    const entry = `ContextEntries.member.${index + 1}`;
    return {
      [`${entry}.ContextKeyName`]: name,
      [`${entry}.ContextKeyType`]: Array.isArray(values) ? 'stringList' : 'string',
      [`${entry}.ContextKeyValues`]: [values].flat(),
    };
  });
  return {
    ...(boundary && { PermissionsBoundaryPolicyInputList: [JSON.stringify(boundary)] }),
    ...(resourcePolicy && { ResourcePolicy: JSON.stringify(resourcePolicy), CallerArn: ALICE }),
    ...Object.assign({}, ...entries),
  };
}
