import { deepEqual, equal, match } from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { scratch, step } from './acting.ts';

interface Call {
  method: string;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

/** A service that says what a test wants, by the method's name; `BLOB` in it is the address of its store. */
async function service(t: TestContext, says: Record<string, [status: number, body: unknown]>) {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const method = new URL(request.url ?? '', 'http://x').pathname.split('/').at(-1) ?? '';
      const body = Buffer.concat(parts).toString();
      if (method !== 'blob')
        calls.push({ method, authorization: request.headers.authorization, body: JSON.parse(body) });
      const [status, answer] = says[`${request.method} ${method}`] ?? says[method] ?? [200, {}];
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      response.writeHead(status).end(text.replace('BLOB', `http://${request.headers.host}/blob?sig=s`));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return { url, calls };
}

function tokenOf(scope: string): string {
  return `x.${Buffer.from(JSON.stringify({ scp: scope })).toString('base64url')}.x`;
}

async function environment(t: TestContext, url: string, scope: string): Promise<NodeJS.ProcessEnv> {
  const folder = await scratch(t);
  await writeFile(join(folder, 'file'), 'x');
  const inputs = {
    INPUT_NAME: 'n',
    INPUT_PATH: folder,
    'INPUT_IF-NO-FILES-FOUND': 'warn',
    'INPUT_RETENTION-DAYS': '7',
  };
  const job = { GITHUB_WORKSPACE: folder, HOME: folder, GITHUB_OUTPUT: join(folder, 'output'), GITHUB_RUN_ID: '1' };
  const place = { GITHUB_SERVER_URL: 'https://github.test', GITHUB_REPOSITORY: 'o/r' };
  return { ...inputs, ...job, ...place, ACTIONS_RESULTS_URL: url, ACTIONS_RUNTIME_TOKEN: tokenOf(scope) };
}

test('The calls are those of the protocol, with the run and the job of the token', async (t) => {
  const whole = await service(t, {
    CreateArtifact: [200, { ok: true, signed_upload_url: 'BLOB' }],
    FinalizeArtifact: [200, { ok: true, artifact_id: '5' }],
  });
  const env = await environment(t, whole.url, 'Actions.Example Actions.Results:run-1:job-2');
  const [said, code] = await step('actions/upload-artifact', 'main.cjs', env);
  equal(code, 0, said);
  deepEqual(
    whole.calls.map(({ method }) => method),
    ['ListArtifacts', 'CreateArtifact', 'FinalizeArtifact'],
  );
  const ids = { workflow_run_backend_id: 'run-1', workflow_job_run_backend_id: 'job-2' };
  for (const { authorization, body } of whole.calls) {
    equal(authorization, `Bearer ${env.ACTIONS_RUNTIME_TOKEN}`);
    deepEqual({ ...body, ...ids }, body);
  }
  const { expires_at: expires, ...created } = whole.calls[1]?.body ?? {};
  deepEqual(created, { ...ids, name: 'n', version: 4 });
  equal(Math.round((Date.parse(String(expires)) - Date.now()) / 86_400_000), 7);
  match(String(whole.calls[2]?.body.hash), /^sha256:[0-9a-f]{64}$/);
  match(await readFile(env.GITHUB_OUTPUT ?? '', 'utf8'), /^artifact-id<<(ghadelimiter_[\w-]+)\n5\n\1\n/);
});

const SAYS: { name: string; says: Record<string, [number, unknown]>; line: RegExp }[] = [
  {
    name: 'a refusal',
    says: { CreateArtifact: [403, { code: 'permission_denied', msg: 'quota\nhit' }] },
    line: /^::error::Failed to CreateArtifact: \(403\) quota hit$/m,
  },
  {
    name: 'an answer without an address',
    says: {},
    line: /^::error::the artifact service answers without what was asked for$/m,
  },
  {
    name: 'an answer that is no JSON',
    says: { CreateArtifact: [200, 'oh'] },
    line: /^::error::the artifact service answers with what is no JSON$/m,
  },
  {
    name: 'a store that refuses',
    says: { CreateArtifact: [200, { signedUploadUrl: 'BLOB' }], blob: [500, 'full'] },
    line: /^::error::Failed to upload the artifact: \(500\) full$/m,
  },
];

test('What the service refuses is told in its words', async (t) => {
  for (const { name, says, line } of SAYS) {
    const started = await service(t, says);
    const env = await environment(t, started.url, 'Actions.Results:1:2');
    const [said, code] = await step('actions/upload-artifact', 'main.cjs', env);
    match(said, line, name);
    equal(code, 1);
  }
});

test('A download that the store refuses, and names that would lead elsewhere, are told', async (t) => {
  const artifacts = [{ name: 'n', workflowJobRunBackendId: 'other-job' }];
  const second = await service(t, {
    ListArtifacts: [200, { artifacts }],
    GetSignedArtifactURL: [200, { signedUrl: 'BLOB' }],
    blob: [404, ''],
  });
  const env = { ...(await environment(t, second.url, 'Actions.Results:1:2')), 'INPUT_MERGE-MULTIPLE': 'false' };
  const [said] = await step('actions/download-artifact', 'main.cjs', env);
  match(said, /^::error::Unable to download artifact n: \(404\) Not Found$/m);
  equal(second.calls[1]?.body.workflow_job_run_backend_id, 'other-job');
  const third = await service(t, {
    ListArtifacts: [200, { artifacts: [{ name: '..', workflowJobRunBackendId: '1' }] }],
  });
  const all = { ...env, INPUT_NAME: '', ACTIONS_RESULTS_URL: third.url };
  match(
    (await step('actions/download-artifact', 'main.cjs', all))[0],
    /^::error::Artifact \.\. has a name that would lead out of its folder$/m,
  );
});

test('Without a service, or with a token that is of none, that is said', async (t) => {
  const env = await environment(t, 'http://127.0.0.1:9', 'Actions.Results:1:2');
  match(
    (await step('actions/upload-artifact', 'main.cjs', env))[0],
    /^::error::the artifact service cannot be reached: \w+/m,
  );
  const strange = await environment(t, 'http://127.0.0.1:9', 'Actions.Other:1:2');
  match(
    (await step('actions/upload-artifact', 'main.cjs', strange))[0],
    /^::error::Failed to get backend IDs: ACTIONS_RUNTIME_TOKEN has no scope for artifacts$/m,
  );
  const none = { ...env, ACTIONS_RESULTS_URL: '' };
  match((await step('actions/upload-artifact', 'main.cjs', none))[0], /^::error::ACTIONS_RESULTS_URL is not set/m);
});
