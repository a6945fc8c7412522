import assert from 'node:assert/strict';
import { test } from 'node:test';

import { projectFolder } from '../../scripts/cli/project.ts';
import { resourcesOf } from '../../scripts/iam/grants.ts';
import { field } from '../../scripts/iam/statements.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { packageStack, TEMPLATE_BODY_LIMIT } from '../../scripts/template/package.ts';
import { findIncludes, readPolicy } from '../../scripts/template/policies.ts';
import { listStacks, readTemplate } from '../../scripts/template/repository.ts';

// Characters without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const INLINE_OF_A_ROLE = 10_240;
const MANAGED = 6_144;
const TRUST = 2_048;

/** Names in place of `${…}` can be longer than they: the longest prefix and environment are counted for each. */
const LONGEST: Record<string, string> = { Prefix: 'p'.repeat(31), Environment: 'e'.repeat(12) };
const PLACE = 'x'.repeat(12);

async function sizesOf(stack: string): Promise<Map<string, number>> {
  const template = await readTemplate(projectFolder, stack);
  const sizes = new Map<string, number>();
  for (const include of findIncludes(template)) {
    const { value } = await readPolicy(projectFolder, template, include);
    const [, logicalId = '', , property = ''] = include.path.map(String);
    const text = JSON.stringify(value).replaceAll(/\$\{([^!}]+)\}/g, (_, name: string) => LONGEST[name] ?? PLACE);
    const key = `${logicalId} ${property}`;
    sizes.set(key, (sizes.get(key) ?? 0) + text.replaceAll(/\s/g, '').length);
  }
  return sizes;
}

for (const stack of await listStacks(projectFolder)) {
  test(`the policies of ${stack} fit into what IAM takes`, async () => {
    const template = await readTemplate(projectFolder, stack);
    const sizes = await sizesOf(stack);
    for (const { logicalId, type, properties } of resourcesOf(template)) {
      if (type === 'AWS::IAM::ManagedPolicy') assert.ok((sizes.get(`${logicalId} PolicyDocument`) ?? 0) < MANAGED);
      if (type !== 'AWS::IAM::Role') continue;
      assert.ok(field(properties, 'RoleName') !== undefined, `${logicalId} has a name that people and policies know`);
      assert.ok((sizes.get(`${logicalId} Policies`) ?? 0) < INLINE_OF_A_ROLE, logicalId);
      assert.ok((sizes.get(`${logicalId} AssumeRolePolicyDocument`) ?? 0) < TRUST, logicalId);
    }
  });
}

test('the sizes are counted', async () => {
  const sizes = await sizesOf('bootstrap');
  assert.ok((sizes.get('ServiceRole Policies') ?? 0) > 5_000);
  assert.ok((sizes.get('Boundary PolicyDocument') ?? 0) > 1_000);
});

test('bootstrap fits into a call: the bucket for larger templates is what it makes', async () => {
  const environment = await readEnvironment(projectFolder, 'prod', {}, { offline: true });
  const identity = { accountId: '111122223333', region: 'us-east-1', partition: 'aws' };
  const { body } = await packageStack({ root: projectFolder, stack: 'bootstrap', environment, identity });
  assert.ok(Buffer.byteLength(body) < TEMPLATE_BODY_LIMIT);
});
