import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { awsClients } from '../../scripts/aws/clients.ts';
import { protectStack } from '../../scripts/aws/guards.ts';
import { describeStack } from '../../scripts/aws/stacks.ts';
import { UserError } from '../../scripts/cli/errors.ts';
import { openAccount } from '../../scripts/deployment/account.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import { type DestroyOptions, destroyPlan, destroyStacks } from '../../scripts/destroy/destroy.ts';
import { planLines, resultLines } from '../../scripts/destroy/render.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { environmentFile, repository } from '../deployment/fixture.ts';
import { awsFor } from '../embedded/own-aws.ts';

const base = `Resources:
  Files:
    Type: AWS::S3::Bucket
    Properties: {BucketName: destroy-files}
  Kept:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties: {BucketName: destroy-kept}
  Topic: {Type: AWS::SNS::Topic}
Outputs:
  Topic: {Value: !Ref Topic, Export: {Name: destroy-topic}}
`;
const web = `Resources:
  Setting:
    Type: AWS::SSM::Parameter
    Properties: {Type: String, Value: !ImportValue destroy-topic}
`;

async function deployed(t: TestContext) {
  const aws = await awsFor(t);
  const files = { 'templates/base.yaml': base, 'templates/web.yaml': web };
  const root = await repository(t, { ...files, 'templates/environments/dev.yaml': environmentFile() });
  const environment = await readEnvironment(root, 'dev', {});
  const { endpoint, credentials } = aws;
  const clients = (region: string) => awsClients({ region, endpoint, credentials });
  const { signal } = new AbortController();
  const result = await deployEnvironment({ root, environment, clients, signal, report: () => {} });
  assert.ok(result.ok, JSON.stringify(result.stacks));
  const account = await openAccount(environment, clients);
  const options = (more: Partial<DestroyOptions> = {}): DestroyOptions => ({
    ...{ root, environment, account, stacks: [], allowDelete: [], unprotect: false },
    ...more,
  });
  const told: string[] = [];
  const carrying = { account, signal, told: ({ stack }: { stack: string }) => void told.push(stack) };
  return { aws, clients: clients('us-east-1'), options, carrying, told };
}

test('an environment is taken down, once nothing is in the way', async (t) => {
  const { clients, options, carrying, told } = await deployed(t);
  const at = { Bucket: 'destroy-files', Key: 'a' };
  await clients.s3.send(new PutObjectCommand({ ...at, Body: 'x' }));
  await protectStack(clients, 'p-dev-base');

  const held = await destroyPlan(options());
  assert.deepEqual(held.held, [
    'base has termination protection: add --unprotect if it is to go',
    'base/Files (AWS::S3::Bucket) would be deleted: loses the objects of the bucket; agree with --allow-delete base/Files',
    'base/Files: the bucket destroy-files is not empty, and only an empty one can be deleted: take out what is needed, then empty it (aws s3 rm s3://destroy-files --recursive, and all versions)',
  ]);
  const lines = planLines(held);
  assert.ok(lines.includes('base:   stays  Kept  AWS::S3::Bucket  destroy-kept'), lines.join('\n'));
  assert.ok(lines.some((line) => line.startsWith('held: base has termination protection')));

  const alone = await destroyPlan(options({ stacks: ['base'] }));
  assert.ok(alone.held.includes('base exports what p-dev-web import: delete or change those first'));

  const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
  await clients.s3.send(new DeleteObjectCommand(at));
  const agreed = options({ allowDelete: ['base/Files'], unprotect: true });
  const plan = await destroyPlan(agreed);
  assert.deepEqual(plan.held, []);
  const results = await destroyStacks(plan, { ...carrying, unprotect: true });
  assert.deepEqual(resultLines(results), ['base: deleted', 'web: deleted']);
  assert.ok(told.indexOf('web') < told.indexOf('base'), 'what imports goes first');
  assert.equal(await describeStack(clients, 'p-dev-base'), null);

  assert.deepEqual(planLines(await destroyPlan(options())), ['nothing is deployed']);
  await assert.rejects(destroyPlan(options({ stacks: ['web'] })), (error: unknown) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /^no stack p-dev-web is deployed/);
    return true;
  });
});
