import { deepEqual, equal, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';
import { environmentFile, queue, repository } from '../deployment/fixture.ts';

const bare = { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1' };
const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_MAX_ATTEMPTS: '1' };

function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const options = { env: { ...bare, ...env }, cwd: projectFolder };
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [...program('redrive'), ...args], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

/** An AWS of one account that has one stack with these outputs, or none. */
async function fakeAws(t: TestContext, outputs: string[] | null) {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (body.includes('GetCallerIdentity')) response.end(identity);
    else if (outputs === null) response.writeHead(400).end(absent);
    else response.end(described(outputs));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { ...credentials, AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const result = (action: string, text: string) =>
  `<${action}Response><${action}Result>${text}</${action}Result></${action}Response>`;
const identity = result(
  'GetCallerIdentity',
  '<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:root</Arn>',
);
const absent =
  '<ErrorResponse><Error><Code>ValidationError</Code><Message>it does not exist</Message></Error></ErrorResponse>';

function described(outputs: string[]): string {
  const members = outputs.map((key) => `<member><OutputKey>${key}</OutputKey><OutputValue>x</OutputValue></member>`);
  const stack = `<StackName>s</StackName><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs>`;
  return result('DescribeStacks', `<Stacks><member>${stack}</member></Stacks>`);
}

const files = (more = '') => ({
  'templates/user-buckets.yaml': queue('a'),
  'templates/environments/dev.yaml': environmentFile(more),
});

test('--help', async () => {
  const { code, stdout } = await run(['--help']);
  equal(code, 0);
  match(stdout, /Usage: npm run redrive -- \[options\]\n/);
});

const mistakes: [what: string, more: string, outputs: string[] | null, said: RegExp][] = [
  [
    'another account',
    'account: "444455556666"\n',
    [],
    /^redrive: environment dev belongs to account 444455556666, and these credentials to 111122223333: use those of 444455556666\n$/,
  ],
  [
    'no stack',
    '',
    null,
    /^redrive: there is no stack p-dev-user-buckets in us-east-1: npm run deploy -- --environment dev user-buckets\n$/,
  ],
  [
    'a stack of another template',
    '',
    ['UserTableName'],
    /^redrive: stack p-dev-user-buckets has no output ClaimTableName: deploy/,
  ],
];

for (const [what, more, outputs, said] of mistakes) {
  test(`${what}: exit code 2 and one line`, async (t) => {
    const root = await repository(t, files(more));
    const { code, stdout, stderr } = await run(['--root', root], await fakeAws(t, outputs));
    match(stderr, said);
    equal(stderr.trimEnd().split('\n').length, 1);
    deepEqual([code, stdout], [2, '']);
  });
}

test('an environment without an account, and AWS itself: exit code 2 and one line', async (t) => {
  const { code, stderr } = await run(['--root', await repository(t, files())], credentials);
  equal(code, 2);
  match(stderr, /^redrive: environment dev names no account: set AWS_ENDPOINT_URL/);
});
