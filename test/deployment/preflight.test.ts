import { deepEqual, match } from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { preflight } from '../../scripts/deployment/preflight.ts';
import { findingText } from '../../scripts/template/finding.ts';
import { repositoryCopy } from '../start/running.ts';

async function findingsAfter(t: TestContext, file: string, edit: (text: string) => string): Promise<string[]> {
  const root = await repositoryCopy(t);
  const text = await readFile(join(root, file), 'utf8');
  await writeFile(join(root, file), edit(text));
  return (await preflight(root, ['lab'], '444455556666')).map(findingText);
}

test('the repository’s own stacks have no finding', async () => {
  deepEqual(await preflight(projectFolder, ['bootstrap', 'lab'], '444455556666'), []);
});

test('an account id in a template is found at its line', async (t) => {
  const findings = await findingsAfter(t, 'templates/lab.yaml', (text) =>
    text.replace('!GetAtt DIYPermission.Arn', 'arn:aws:iam::111122223333:role/DIYPermission'),
  );
  match(findings.join('\n'), /^templates\/lab\.yaml:\d+:26: error: the account id 111122223333, not 444455556666,/);
});

test('the role’s own policy is where a table grant is missed', async (t) => {
  const findings = await findingsAfter(t, 'policies/lab-function.json', (text) =>
    text.replace('dynamodb:PutItem', 'dynamodb:GetItem'),
  );
  match(
    findings.join('\n'),
    /^policies\/lab-function\.json:3:16: error: role LabLambdaRole is not granted dynamodb:PutItem on \$\{LabTable\.Arn\}, which functions\/lab-function\/handler\.ts:\d+ calls; add the statement \{.*\} here$/,
  );
});

test('a function that is not there is a mistake of the template', async (t) => {
  const root = await repositoryCopy(t);
  await rm(join(root, 'functions', 'diy-function'), { recursive: true });
  const error = await preflight(root, ['lab'], null).then(
    () => null,
    (reason: Error) => reason,
  );
  match(error?.message ?? '', /^templates\/lab\.yaml:\d+:\d+: there is no functions\/diy-function\/handler\.ts/);
});

test('an empty template has no finding: packaging says what is wrong with it', async (t) => {
  const root = await repositoryCopy(t);
  await writeFile(join(root, 'templates', 'lab.yaml'), '');
  deepEqual(await preflight(root, ['lab'], null), []);
});

test('a finding in a file with an odd name is one line, and no workflow command', async (t) => {
  const root = await repositoryCopy(t);
  const name = 'a\n::error::b ##[error]c.ts';
  const handler = join(root, 'functions', 'lab-function', 'handler.ts');
  await writeFile(handler, `import './${name.replace('\n', '\\n')}';\n`);
  await writeFile(
    join(root, 'functions', 'lab-function', name),
    "import { ScanCommand } from '@aws-sdk/client-dynamodb';\nnew ScanCommand({});\n",
  );
  const shown = (await preflight(root, ['lab'], null)).map(findingText).join('\t');
  match(shown, /dynamodb:Scan .* which functions\/lab-function\/a ::error::b # #\[error\]c\.ts:2 calls/);
});

test('a policy that is not there is a mistake of the template', async (t) => {
  const root = await repositoryCopy(t);
  await rm(join(root, 'policies', 'diy-function.json'));
  const error = await preflight(root, ['lab'], null).then(
    () => null,
    (reason: Error) => reason,
  );
  match(error?.message ?? '', /^templates\/lab\.yaml:\d+:\d+: there is no policies\/diy-function\.json/);
});
