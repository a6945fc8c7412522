import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { readHandlers } from '../../scripts/iam/catalog/handlers.ts';
import { resourcesOf } from '../../scripts/iam/grants.ts';
import { SHOWS_SECRETS } from '../../scripts/prove/rule/service-calls/drift-reads.ts';
import { listStacks, readTemplate } from '../../scripts/template/repository.ts';
import { ACCOUNT, roleDecisions } from './roles.ts';

const decisionOf = await roleDecisions();
const { permissionsOf } = readHandlers();

/** Listed by the read handler of a user pool's domain; reading one takes no key. */
const NOT_FOR_READING = /^kms:(CreateGrant|Encrypt|GenerateDataKeyWithoutPlaintext|ReEncrypt(From|To))$/;

/** Where a role of `dev` has to be allowed what is not allowed everywhere. */
const RESOURCES: Record<string, string> = {
  apigateway: 'arn:aws:apigateway:us-east-1::/restapis/abc/stages/prod',
  lambda: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:lab-function-dev`,
  s3: `arn:aws:s3:::lab-bucket-dev-${ACCOUNT}-us-east-1`,
};

async function resourceTypes(): Promise<string[]> {
  const stacks = await listStacks(projectFolder);
  const templates = await Promise.all(stacks.map((stack) => readTemplate(projectFolder, stack)));
  return [...new Set(templates.flatMap((template) => resourcesOf(template).map(({ type }) => type)))].sort();
}

for (const type of await resourceTypes()) {
  test(`drift may read all of ${type} but secrets`, () => {
    const lacking = (permissionsOf(type)?.read ?? []).filter((action) => {
      const [service = ''] = action.split(':');
      const resource = RESOURCES[service] ?? `arn:aws:${service}:us-east-1:${ACCOUNT}:name-dev`;
      return decisionOf('DriftRole', { action, resource }) !== 'Allowed';
    });
    assert.deepEqual(
      lacking.filter((action) => !SHOWS_SECRETS.includes(action) && !NOT_FOR_READING.test(action)),
      [],
    );
  });
}
