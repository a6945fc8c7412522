import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { readHandlers } from '../../scripts/iam/catalog/handlers.ts';
import { listStacks, readTemplate } from '../../scripts/template/repository.ts';
import { ACCOUNT, roleDecisions } from './roles.ts';
import { isMap } from './values.ts';

const decisionOf = await roleDecisions();
const { permissionsOf } = readHandlers();

/** Read handlers that show a secret do without: what they would compare stands in no template. */
const WITHOUT = ['kms:Decrypt', 'secretsmanager:GetSecretValue'];

/** Where a role of `dev` has to be allowed what is not allowed everywhere. */
const RESOURCES: Record<string, string> = {
  apigateway: 'arn:aws:apigateway:us-east-1::/restapis/abc/stages/prod',
  lambda: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:lab-function-dev`,
  s3: `arn:aws:s3:::lab-bucket-dev-${ACCOUNT}-us-east-1`,
};

async function resourceTypes(): Promise<string[]> {
  const templates = await Promise.all(
    (await listStacks(projectFolder)).map((name) => readTemplate(projectFolder, name)),
  );
  const resources = templates.flatMap(({ value }) => (isMap(value) && isMap(value.Resources) ? value.Resources : {}));
  const types = resources.flatMap((map) => Object.values(map)).map((one) => (isMap(one) ? String(one.Type) : ''));
  return [...new Set(types)].sort();
}

for (const type of await resourceTypes()) {
  test(`drift may read all of ${type} but secrets`, () => {
    const lacking = (permissionsOf(type)?.read ?? []).filter((action) => {
      const [service = ''] = action.split(':');
      const resource = RESOURCES[service] ?? `arn:aws:${service}:us-east-1:${ACCOUNT}:name-dev`;
      return decisionOf('DriftRole', { action, resource }) !== 'Allowed';
    });
    assert.deepEqual(
      lacking.filter((action) => !WITHOUT.includes(action)),
      [],
    );
  });
}
