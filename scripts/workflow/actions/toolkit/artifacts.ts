import { call, jsonOf, saidBy } from './http.ts';
import { given } from './inputs.ts';

const SERVICE = 'twirp/github.actions.results.api.v1.ArtifactService';
const NAME = 'the artifact service';
/** As the published action does. */
const BLOCK_BYTES = 8 * 1024 * 1024;

type Answered = Record<string, unknown>;

export interface Artifact {
  name: string;
  /** The job that made it. */
  workflowJobRunBackendId: string;
}

/** The artifacts of this run, by the protocol that GitHub's own actions speak. */
export class Artifacts {
  readonly #url = given('ACTIONS_RESULTS_URL').replace(/\/*$/, '/');
  readonly #token = given('ACTIONS_RUNTIME_TOKEN');
  readonly #ids = backendIds(this.#token);

  /** @throws Error as GitHub answers when there is one of the name */
  async create(name: string, expires: Date | null): Promise<string> {
    // act's server would write over it; GitHub's refuses.
    if ((await this.list(name)).length > 0) {
      throw new Error(
        'Failed to CreateArtifact: (409) Conflict: an artifact with this name already exists on the workflow run',
      );
    }
    const more = expires === null ? {} : { expires_at: expires.toISOString() };
    const { signedUploadUrl, signed_upload_url } = await this.#ask('CreateArtifact', { name, version: 4, ...more });
    return textOf(signedUploadUrl ?? signed_upload_url);
  }

  /** In blocks, and then the list of them, as a blob store takes a file. */
  async upload(url: string, zip: Uint8Array): Promise<void> {
    const blocks: string[] = [];
    for (let from = 0; from < zip.length; from += BLOCK_BYTES) {
      const id = Buffer.from(String(blocks.length).padStart(8, '0')).toString('base64');
      blocks.push(id);
      await put(`${url}&comp=block&blockid=${encodeURIComponent(id)}`, zip.subarray(from, from + BLOCK_BYTES));
    }
    const list = blocks.map((id) => `<Latest>${id}</Latest>`).join('');
    await put(`${url}&comp=blocklist`, `<?xml version="1.0" encoding="utf-8"?><BlockList>${list}</BlockList>`);
  }

  /** @returns the id */
  async finalize(name: string, size: number, digest: string): Promise<string> {
    const body = { name, size: String(size), hash: `sha256:${digest}` };
    const { artifactId, artifact_id } = await this.#ask('FinalizeArtifact', body);
    return textOf(artifactId ?? artifact_id);
  }

  /** All of the run, or that of one name. */
  async list(name?: string): Promise<Artifact[]> {
    const filter = name === undefined ? {} : { name_filter: name };
    const { artifacts } = await this.#ask('ListArtifacts', filter, true);
    return ((artifacts ?? []) as Answered[]).map((one) => ({
      name: textOf(one.name),
      workflowJobRunBackendId: textOf(one.workflowJobRunBackendId ?? one.workflow_job_run_backend_id),
    }));
  }

  async remove(name: string): Promise<void> {
    await this.#ask('DeleteArtifact', { name });
  }

  async download({ name, workflowJobRunBackendId }: Artifact): Promise<Uint8Array> {
    const body = { name, workflow_job_run_backend_id: workflowJobRunBackendId };
    const { signedUrl, signed_url } = await this.#ask('GetSignedArtifactURL', body);
    const response = await call('the artifact store', textOf(signedUrl ?? signed_url), {});
    if (!response.ok) throw new Error(`Unable to download artifact ${name}: ${await saidBy(response)}`);
    return new Uint8Array(await response.arrayBuffer());
  }

  async #ask(method: string, body: Answered, mayBreakOff = false): Promise<Answered> {
    const init = {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...this.#ids, ...body }),
    };
    try {
      const response = await call(NAME, `${this.#url}${SERVICE}/${method}`, init);
      if (response.ok) return await jsonOf(NAME, response);
      throw new Error(`Failed to ${method}: ${await saidBy(response)}`);
    } catch (error) {
      // act's server breaks a listing off when the run has no artifact yet.
      if (mayBreakOff && /UND_ERR_SOCKET|ECONNRESET/.test((error as Error).message)) return {};
      throw error;
    }
  }
}

/** A part of an answer. */
function textOf(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`${NAME} answers without what was asked for`);
}

async function put(url: string, body: Uint8Array | string): Promise<void> {
  const response = await call('the artifact store', url, { method: 'PUT', body });
  if (!response.ok) throw new Error(`Failed to upload the artifact: ${await saidBy(response)}`);
}

/** The run and the job, which the service wants in each call, stand in the scope of the token. */
function backendIds(token: string): Record<string, string> {
  const [, payload = ''] = token.split('.');
  const [, run, job] = /Actions\.Results:([^: "]+):([^: "]+)/.exec(Buffer.from(payload, 'base64url').toString()) ?? [];
  if (run !== undefined && job !== undefined) return { workflow_run_backend_id: run, workflow_job_run_backend_id: job };
  throw new Error('Failed to get backend IDs: ACTIONS_RUNTIME_TOKEN has no scope for artifacts');
}
