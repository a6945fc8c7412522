import { CloudFrontClient, GetDistributionCommand, GetDistributionConfigCommand } from '@aws-sdk/client-cloudfront';
import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Purpose } from '../jobs.ts';
import { type Place, signedCall } from '../signed-call.ts';
import { whileAttached } from './attached.ts';
import { forbidden, freshName, type Ground, pastIam } from './ground.ts';

type Look = (as: Place, name: string) => Promise<unknown>;

const ofApi = (path: (name: string) => string): Look => {
  return (as, name) => signedCall(as, { service: 'apigateway', method: 'GET', path: path(name) });
};
const json = (service: string, target: string, input: (name: string) => object): Look => {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  return (as, name) => signedCall(as, { service, headers, body: JSON.stringify(input(name)) });
};

/** What shows the key of an API, or another secret: the action, and a call of it on something that is not there. */
const SECRETS: [what: string, action: string, look: Look][] = [
  ['the keys of APIs', 'apigateway:GET', ofApi(() => '/apikeys')],
  ['a key of an API', 'apigateway:GET', ofApi((name) => `/apikeys/${name}`)],
  ['the keys of a usage plan', 'apigateway:GET', ofApi((name) => `/usageplans/${name}/keys`)],
  ['a key of a usage plan', 'apigateway:GET', ofApi((name) => `/usageplans/${name}/keys/${name}`)],
  [
    'a distribution, which has headers for its origins',
    'cloudfront:GetDistribution',
    (as, Id) => new CloudFrontClient(as).send(new GetDistributionCommand({ Id })),
  ],
  [
    'what a distribution is made of',
    'cloudfront:GetDistributionConfig',
    (as, Id) => new CloudFrontClient(as).send(new GetDistributionConfigCommand({ Id })),
  ],
  [
    'a secret',
    'secretsmanager:GetSecretValue',
    (as, SecretId) => new SecretsManagerClient(as).send(new GetSecretValueCommand({ SecretId })),
  ],
  [
    'several secrets',
    'secretsmanager:BatchGetSecretValue',
    (as, name) => new SecretsManagerClient(as).send(new BatchGetSecretValueCommand({ SecretIdList: [name] })),
  ],
  ['a parameter', 'ssm:GetParameter', json('ssm', 'AmazonSSM.GetParameter', (Name) => ({ Name }))],
  ['what it was', 'ssm:GetParameterHistory', json('ssm', 'AmazonSSM.GetParameterHistory', (Name) => ({ Name }))],
  ['several', 'ssm:GetParameters', json('ssm', 'AmazonSSM.GetParameters', (name) => ({ Names: [name] }))],
  [
    'all below',
    'ssm:GetParametersByPath',
    json('ssm', 'AmazonSSM.GetParametersByPath', (name) => ({ Path: `/${name}` })),
  ],
  ['what is encrypted', 'kms:Decrypt', json('kms', 'TrentService.Decrypt', () => ({ CiphertextBlob: 'YQ==' }))],
];

/** Code and variables of functions, which jobs that plan do without. */
const FUNCTIONS: typeof SECRETS = [
  [
    'the code of a function',
    'lambda:GetFunction',
    (as, FunctionName) => new LambdaClient(as).send(new GetFunctionCommand({ FunctionName })),
  ],
  [
    'the variables of a function',
    'lambda:GetFunctionConfiguration',
    (as, FunctionName) => new LambdaClient(as).send(new GetFunctionConfigurationCommand({ FunctionName })),
  ],
  ['those of all', 'lambda:ListFunctions', (as) => new LambdaClient(as).send(new ListFunctionsCommand({}))],
];

/** What is denied whatever else is attached to a role: so it is tried with all of it attached. */
export async function withholding(ground: Ground): Promise<void> {
  for (const purpose of ['plan-pr', 'plan-main', 'drift'] as const) {
    await ground.stage.part(`${purpose}: sees no secret`, () => seesNone(ground, purpose, SECRETS));
  }
  for (const purpose of ['plan-pr', 'plan-main'] as const) {
    await ground.stage.part(`${purpose}: sees no function`, () => seesNone(ground, purpose, FUNCTIONS));
  }
}

async function seesNone(ground: Ground, purpose: Purpose, looks: typeof SECRETS): Promise<void> {
  const { stage } = ground;
  const { endpoint, region } = stage;
  const { sts } = await stage.job(purpose);
  const as = { endpoint, region, credentials: await sts.config.credentials(), maxAttempts: 1 };
  const all = { Action: [...new Set(looks.map(([, action]) => action))], Resource: '*' };
  await whileAttached(ground, purpose, [all], async () => {
    for (const [what, action, look] of looks) {
      await stage.refused(`${purpose} is not shown ${what}`, { action, decision: forbidden }, () =>
        pastIam(look(as, freshName())),
      );
    }
  });
}
