import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { hasWork } from '../../scripts/plan/work.ts';
import { plan, stackPlan } from '../deployment/builders.ts';
import { queue, repository } from '../deployment/fixture.ts';

const SITE =
  'Resources: {Site: {Type: AWS::S3::Bucket, Metadata: {Stackwarden: {Files: site}}}}\nAWSTemplateFormatVersion: 2010-09-09\n';

test('there is work where a stack changes, or serves files, which no change set has', async (t) => {
  const root = await repository(t, { 'templates/a.yaml': queue('a'), 'templates/b.yaml': SITE });
  const of = (stack: string, action: 'none' | 'update') => ({ ...plan(), stacks: [stackPlan({ stack, action })] });
  equal(await hasWork(root, of('a', 'none')), false);
  equal(await hasWork(root, of('a', 'update')), true);
  equal(await hasWork(root, of('b', 'none')), true);
});
