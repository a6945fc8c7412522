/** People with a second factor, and what conditions know of them. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as iam from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { accountRoot, clientOptions, deploy, role } from './fixture.ts';
import { awsForFile } from './own-aws.ts';

const ofProject = { StringEquals: { 'aws:ResourceTag/Project': '${aws:PrincipalTag/Project}' } };
const withDefault = { StringEquals: { 'aws:ResourceTag/Project': "${aws:PrincipalTag/Team, 'Own'}" } };
const reads = (Condition: object) => {
  return role(accountRoot, [
    { Effect: 'Allow', Action: 'lambda:GetFunctionConfiguration', Resource: '*', Condition },
  ]) as { Properties: object };
};
const tagged = (value: string, Condition: object = ofProject) => {
  const made = reads(Condition);
  return { ...made, Properties: { ...made.Properties, Tags: [{ Key: 'Project', Value: value }] } };
};
const withFactor = {
  ...{ Effect: 'Allow', Principal: accountRoot, Action: 'sts:AssumeRole' },
  Condition: {
    Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    NumericLessThan: { 'aws:MultiFactorAuthAge': '60' },
  },
};
const template = {
  Resources: {
    Guarded: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: withFactor } },
    },
    Own: tagged('Own'),
    Other: tagged('Other'),
    Untagged: reads(ofProject),
    Default: reads(withDefault),
    Runs: role({ Service: 'lambda.amazonaws.com' }, []),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { ZipFile: 'exports.handler = async () => null;' },
        ...{ Handler: 'index.handler', Runtime: 'nodejs24.x', Role: { 'Fn::GetAtt': ['Runs', 'Arn'] } },
        Tags: [{ Key: 'Project', Value: 'Own' }],
      },
    },
  },
  Outputs: {
    ...Object.fromEntries(
      ['Guarded', 'Own', 'Other', 'Untagged', 'Default'].map((name) => [
        name,
        { Value: { 'Fn::GetAtt': [name, 'Arn'] } },
      ]),
    ),
    Function: { Value: { Ref: 'Function' } },
  },
};

let aws: EmbeddedAws;
let outputs: Record<string, string>;
let person: STSClient;
let SerialNumber: string;

before(async () => {
  aws = await awsForFile();
  outputs = await deploy(aws, 'people', template);
  const owner = new iam.IAMClient(clientOptions(aws));
  const UserName = 'ann';
  await owner.send(new iam.CreateUserCommand({ UserName }));
  const Statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await owner.send(new iam.PutUserPolicyCommand({ UserName, PolicyName: 'assumes', PolicyDocument }));
  const made = await owner.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'ann' }));
  SerialNumber = made.VirtualMFADevice?.SerialNumber ?? '';
  const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '234567' };
  await owner.send(new iam.EnableMFADeviceCommand({ UserName, SerialNumber, ...codes }));
  const { AccessKey } = await owner.send(new iam.CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  person = new STSClient(clientOptions(aws, { credentials: { accessKeyId, secretAccessKey } }));
});

const assume = (more: { SerialNumber?: string; TokenCode?: string }) =>
  person.send(new AssumeRoleCommand({ RoleArn: outputs.Guarded, RoleSessionName: 'test', ...more }));

test('a person with a code of their device has a second factor', async () => {
  const { Credentials } = await assume({ SerialNumber, TokenCode: '345678' });
  assert.ok(Credentials?.AccessKeyId);
});

test('without one, or with what is no code, the trust refuses them', async () => {
  await assert.rejects(assume({}), { name: 'AccessDenied' });
  const failed = { name: 'AccessDenied', message: /MultiFactorAuthentication failed/ };
  await assert.rejects(assume({ SerialNumber, TokenCode: 'abcdef' }), failed);
  await assert.rejects(assume({ SerialNumber, TokenCode: '12345' }), failed);
  await assert.rejects(assume({ SerialNumber: SerialNumber.replace(/ann$/, 'bob'), TokenCode: '345678' }), failed);
});

async function looks(name: string) {
  const sts = new STSClient(clientOptions(aws));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: outputs[name], RoleSessionName: 'test' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const lambda = new LambdaClient(clientOptions(aws, { credentials }));
  return lambda.send(new GetFunctionConfigurationCommand({ FunctionName: outputs.Function }));
}

test("a variable in a condition stands for the caller's own", async () => {
  await looks('Own');
  await assert.rejects(looks('Other'), { name: 'AccessDeniedException' });
});

test('one that stands for nothing matches nothing, unless it has a default', async () => {
  await assert.rejects(looks('Untagged'), { name: 'AccessDeniedException' });
  await looks('Default');
});
