import { equal, match } from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { repositoryCopy, start, temporaryFolder } from './running.ts';

/** Runs `npm start -- --once` on a copy of the repository in which one file is edited. */
async function startAfter(t: TestContext, file: string, edit: (text: string) => string) {
  const root = await repositoryCopy(t);
  const text = await readFile(join(root, file), 'utf8');
  const edited = edit(text);
  equal(edited === text, false, 'the edit changes the file');
  await writeFile(join(root, file), edited);
  const run = start(t, [
    'bootstrap',
    'lab',
    '--once',
    '--port',
    '0',
    '--root',
    root,
    '--state',
    await temporaryFolder(t, 'denied'),
  ]);
  equal(await run.ended, 1, run.stdout() + run.stderr());
  return run;
}

for (const role of ['LabLambdaRole', 'DIYPermission']) {
  test(`without ${role} in the bucket policy's array, start names role, action, resource, file and line`, async (t) => {
    const run = await startAfter(t, 'policies/lab-bucket.json', (text) => {
      const document = JSON.parse(text);
      const [statement] = document.Statement;
      statement.Principal.AWS = statement.Principal.AWS.filter((name: string) => !name.includes(role));
      return JSON.stringify(document, null, 2);
    });
    match(
      run.stderr(),
      new RegExp(`^policies/lab-bucket\\.json:8:16: error: role ${role} is not granted s3:PutObject`),
    );
    match(run.stderr(), /on \$\{LabBucket\.Arn\}\/\*, which functions\/shared\/objects\.ts:\d+ calls/);
  });
}

test('a grant that is missing for another reason is named at the denied call', async (t) => {
  // Valid and granted as far as the text can tell: only the deployed policy knows that the pattern misses the key.
  const run = await startAfter(t, 'policies/lab-bucket.json', (text) => text.replace('Arn}/*', 'Arn}/other/*'));
  match(
    run.stdout(),
    /LabLambdaRole {2}s3:PutObject {2}arn:aws:s3:::lab-bucket-\S+\/lab\/test-item\.json {2}ImplicitlyDenied/,
  );
  const line =
    /^policies\/lab-bucket\.json:8:16: role LabLambdaRole was denied s3:PutObject on arn:aws:s3:::lab-bucket-/m;
  match(run.stderr(), line);
});
