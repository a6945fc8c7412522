import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { info, run } from '../../toolkit/commands.ts';
import { setOutput } from '../../toolkit/files.ts';
import { call, jsonOf, saidBy } from '../../toolkit/http.ts';
import { flag, given, input, requiredInput } from '../../toolkit/inputs.ts';
import { placeOf } from './checkout.ts';
import { packed } from './sarif.ts';

const NAME = 'code scanning';
const PAUSE_MS = 1_000;
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
  if (waits) await processed(`${api}/${String(id)}`, headers);
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

async function processed(url: string, headers: Record<string, string>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const response = await call(NAME, url, { headers });
    if (!response.ok) throw new Error(`What became of the SARIF file is not told: ${await saidBy(response)}`);
    const { processing_status: status, errors } = await jsonOf(NAME, response);
    if (status === 'complete') return;
    if (status === 'failed')
      throw new Error(`Code Scanning could not process the submitted SARIF file: ${[errors].flat().join('; ')}`);
    await setTimeout(PAUSE_MS);
  }
  throw new Error(`Code Scanning did not process the SARIF file within ${PATIENCE_MS / 1000} s`);
}
