import type { Failure } from './failure.ts';

const GUIDE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide';
const REFERENCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';

export const TEMPLATE_FAILURES: readonly Failure[] = [
  {
    id: 'missing-capability',
    matches: [/InsufficientCapabilities/, /Requires capabilities ?: ?\[(?<name>[^\]]+)\]/i],
    title: 'A capability has to be acknowledged',
    why: 'Templates that make IAM resources or use macros are deployed only when the caller says so.',
    fix: 'deploy with npm run deploy, which acknowledges IAM resources with names; macros are packaged away here',
    source: `${GUIDE}/control-access-with-iam.html`,
  },
  {
    id: 'circular-dependency',
    matches: [/Circular dependency between resources: \[(?<names>[^\]]+)\]/i],
    title: 'Resources need each other in a circle',
    why: 'Each of them names another one by Ref, Fn::GetAtt or DependsOn.',
    fix: 'break the circle at one of {names}: build the ARN from the name with Fn::Sub, or move the policy into a resource of its own',
    source: `${GUIDE}/troubleshooting.html`,
  },
  {
    id: 'unresolved-reference',
    matches: [
      /Unresolved resource dependencies \[(?<names>[^\]]+)\] in the \w+ block/i,
      /instance of Fn::GetAtt references undefined resource (?<names>\w+)/i,
    ],
    title: 'The template names something that it does not have',
    why: 'A Ref, Fn::GetAtt or Fn::Sub names neither a resource nor a parameter.',
    fix: 'look for {names} in the template: it is misspelt or was removed',
    source: `${REFERENCE}/intrinsic-function-reference-ref.html`,
  },
  {
    id: 'attribute-unknown',
    matches: [/Requested attribute (?<name>\S+) does not exist in schema for (?<type>\S+)/i],
    title: 'A resource has no such attribute',
    why: 'Fn::GetAtt gives only what the page of the type lists under "Return values".',
    fix: 'use an attribute that {type} has; {name} is none',
    source: `${REFERENCE}/intrinsic-function-reference-getatt.html`,
  },
  {
    id: 'parameter-missing',
    matches: [/Parameters: \[(?<names>[^\]]+)\] must have values/i],
    title: 'Parameters have no value',
    why: 'They have no Default, and nothing gives them one.',
    fix: 'give {names} in templates/environments/NAME.yaml under stacks.STACK.parameters',
    source: `${REFERENCE}/parameters-section-structure.html`,
  },
  {
    id: 'parameter-unknown',
    matches: [/Parameters: \[(?<names>[^\]]+)\] do not exist in the template/i],
    title: 'Parameters are given that the template does not have',
    why: 'They were renamed or removed in the template.',
    fix: 'remove {names} from templates/environments/NAME.yaml',
    source: `${REFERENCE}/parameters-section-structure.html`,
  },
  {
    id: 'parameter-refused',
    matches: [/Parameter '?(?<name>\w+)'? (must|failed to satisfy constraint)/i],
    title: 'A parameter has a value that the template does not take',
    why: 'AllowedPattern, AllowedValues or the limits of the parameter refuse it.',
    fix: 'look at the parameter {name} in the template, and change its value in templates/environments/NAME.yaml',
    source: `${REFERENCE}/parameters-section-structure.html`,
  },
  {
    id: 'unknown-type',
    matches: [/Unrecognized resource types?: \[(?<names>[^\]]+)\]/i],
    title: 'A resource type is not known in this region',
    why: 'It is misspelt, not to be had in the region, or the embedded AWS does not have it.',
    fix: 'check {names}; what only AWS has goes behind a Condition that the local environment turns off',
    source: `${REFERENCE}/aws-template-resource-type-ref.html`,
  },
  {
    id: 'unknown-property',
    matches: [
      /Encountered unsupported property (?<name>\w+)/i,
      /extraneous key \[(?<name>[^\]]+)\] is not permitted/i,
      /Properties validation failed for resource (?<name>\w+)/i,
    ],
    title: 'A property is not one of the resource type',
    why: 'It is misspelt, in the wrong place, or of another type.',
    fix: 'look at {name} on the page of the resource type; cfn-lint finds these before a deploy',
    source: `${REFERENCE}/aws-template-resource-type-ref.html`,
  },
  {
    id: 'early-validation',
    matches: [/AWS::EarlyValidation::(?<name>\w+)/],
    title: 'CloudFormation refused the change set before it began',
    why: 'It validates names, properties and buckets when a change set is made, and tells the reason by DescribeEvents.',
    fix: 'npm run deploy shows the reason; by hand: aws cloudformation describe-events --change-set-name ARN --filters FailedEvents=true',
    source: `${GUIDE}/validate-stack-deployments.html`,
  },
  {
    id: 'template-too-large',
    matches: [/templateBody.*Member must have length less than or equal to/i, /Template may not exceed \d+ bytes/i],
    title: 'The template is too large',
    why: 'CloudFormation takes 51,200 bytes in the call and 1 MB by way of S3.',
    fix: 'deploy with npm run deploy, which takes the way over S3; above 1 MB split the stack in two',
    source: `${GUIDE}/cloudformation-limits.html`,
  },
];
