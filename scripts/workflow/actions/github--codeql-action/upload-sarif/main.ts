import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { info, run } from '../../toolkit/commands.ts';
import { setOutput } from '../../toolkit/files.ts';
import { call, jsonOf, saidBy } from '../../toolkit/http.ts';
import { flag, given, input, requiredInput } from '../../toolkit/inputs.ts';
import { placeOf } from './checkout.ts';
import { processed } from './processed.ts';
import { packed } from './sarif.ts';

const NAME = 'code scanning';
/** As long as the published action waits. */
const PATIENCE_MS = 120_000;

run(async () => {
  const waits = flag('wait-for-processing');
  const workspace = given('GITHUB_WORKSPACE');
  const checkout = resolve(workspace, input('checkout_path') || '.');
  const headers = headersOf(requiredInput('token'));
  const { sarif, tools } = await packed(resolve(workspace, requiredInput('sarif_file')), input('category'));
  const { commit, ref } = await placeOf(checkout, { ref: given('GITHUB_REF'), sha: given('GITHUB_SHA') });
  const api = `${given('GITHUB_API_URL').replace(/\/$/, '')}/repos/${given('GITHUB_REPOSITORY')}/code-scanning/sarifs`;
  const body = {
    ...{ commit_sha: commit, ref, sarif, checkout_uri: pathToFileURL(checkout).href },
    ...(tools[0] === undefined ? {} : { tool_name: tools[0] }),
  };
  const response = await call(NAME, api, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`The SARIF file was not taken: ${await saidBy(response)}`);
  const { id } = await jsonOf(NAME, response);
  setOutput('sarif-id', String(id));
  info(`Uploaded the findings for ${commit} on ${ref} as ${String(id)}`);
  if (waits) await processed(`${api}/${String(id)}`, headers, PATIENCE_MS);
});

function headersOf(token: string): Record<string, string> {
  return {
    accept: 'application/vnd.github+json',
    'content-type': 'application/json',
    'x-github-api-version': '2022-11-28',
    'user-agent': 'stackwarden',
    authorization: `token ${token}`,
  };
}
