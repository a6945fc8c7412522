import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { type Answer, answer, failed, NOT_FOUND } from './answer.ts';
import type { ApiRequest } from './routes.ts';
import { repositoryUrl, type State } from './state.ts';

/** Answers as GitHub does: what it cannot unpack is refused, what it cannot use is told when one asks for the result. */
export function uploadSarif(state: State, { body }: ApiRequest): Answer {
  for (const field of ['commit_sha', 'ref', 'sarif']) {
    if (typeof body[field] !== 'string') return failed(422, `Invalid request.\n\n"${field}" wasn't supplied.`);
  }
  const [commit, ref] = [String(body.commit_sha), String(body.ref)];
  if (!/^[0-9a-f]{40}$/i.test(commit)) return failed(422, 'commit_sha is no sha of a commit');
  if (!/^refs\/(heads|tags|pull)\/./.test(ref)) return failed(422, 'ref is no full reference');
  const sarif = unpacked(String(body.sarif));
  if (sarif === undefined) return failed(400, 'Invalid SARIF: it must be JSON, compressed by gzip, as base64');
  const id = randomUUID();
  state.sarifs.set(id, { id, commit, ref, sarif, errors: problemsOf(sarif) });
  return answer(202, { id, url: `${repositoryUrl(state)}/code-scanning/sarifs/${id}` });
}

export function sarifStatus(state: State, { params }: ApiRequest): Answer {
  const found = state.sarifs.get(params.sarif_id ?? '');
  if (found === undefined) return NOT_FOUND;
  const { id, errors } = found;
  const analyses = `${repositoryUrl(state)}/code-scanning/analyses?sarif_id=${id}`;
  if (errors.length > 0) return answer(200, { processing_status: 'failed', analyses_url: analyses, errors });
  return answer(200, { processing_status: 'complete', analyses_url: analyses });
}

function unpacked(packed: string): unknown {
  try {
    return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'));
  } catch {
    return undefined;
  }
}

type Part = Record<string, unknown>;

/** What code scanning needs to show a result (GitHub Docs, "SARIF support for code scanning"). */
function problemsOf(sarif: unknown): string[] {
  const { version, runs } = partOf(sarif);
  if (version !== '2.1.0') return ['version must be 2.1.0'];
  if (!Array.isArray(runs) || runs.length === 0) return ['runs must hold a run'];
  return runs.flatMap((run: unknown, place) => runProblems(partOf(run)).map((problem) => `runs[${place}]: ${problem}`));
}

function runProblems({ tool, results }: Part): string[] {
  const { name } = partOf(partOf(tool).driver);
  const wrong = typeof name === 'string' && name !== '' ? [] : ['tool.driver.name is missing'];
  if (!Array.isArray(results)) return [...wrong, 'results must be an array'];
  return [...wrong, ...results.flatMap((result: unknown, place) => resultProblems(partOf(result), place))];
}

function resultProblems({ message, locations }: Part, place: number): string[] {
  const wrong: string[] = [];
  if (typeof partOf(message).text !== 'string') wrong.push(`results[${place}].message.text is missing`);
  const [first] = Array.isArray(locations) ? locations : [];
  const { uri } = partOf(partOf(partOf(first).physicalLocation).artifactLocation);
  if (typeof uri !== 'string') wrong.push(`results[${place}] has no file in locations[0]`);
  return wrong;
}

function partOf(value: unknown): Part {
  return typeof value === 'object' && value !== null ? (value as Part) : {};
}
