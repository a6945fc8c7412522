import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { processed } from '../../../scripts/workflow/actions/github--codeql-action/upload-sarif/processed.ts';
import { answer, NOT_FOUND } from '../../../scripts/workflow/github/answer.ts';
import type { GitHub, GitHubOptions } from '../../../scripts/workflow/github/github.ts';
import { gitHub } from '../github/running.ts';
import { act, pinned, type Ran } from './acting.ts';

const USES = pinned('github/codeql-action').replace('@', '/upload-sarif@');
const SHA = 'c'.repeat(40);
const COMMIT =
  'git init -q && git -c user.name=t -c user.email=t@t commit -q --allow-empty -m one && git rev-parse HEAD';

function sarif(tool: string, more: Record<string, unknown> = {}) {
  const result = {
    message: { text: 'found' },
    locations: [{ physicalLocation: { artifactLocation: { uri: 'policies/a.json' } } }],
  };
  return JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: tool } }, results: [result], ...more }] });
}

/** Of what was uploaded first. */
function runsOf(github: GitHub): { automationDetails?: { id: string } }[] {
  const { runs } = (github.sarifs()[0]?.sarif ?? { runs: [] }) as { runs: { automationDetails?: { id: string } }[] };
  return runs;
}

interface Try {
  given: Record<string, unknown>;
  files?: Record<string, string>;
  ref?: string;
  before?: string;
  options?: Partial<GitHubOptions>;
  token?: string;
}

/** Uploads what files hold. */
async function upload(t: TestContext, { given, files = {}, ref, before, options, token }: Try): Promise<[Ran, GitHub]> {
  const github = await gitHub(t, options);
  const write = Object.entries(files).map(([name, text]) => ({
    run: `mkdir -p "$(dirname "${name}")"\ncat > ${name} <<'END'\n${text}\nEND`,
  }));
  const steps = [{ run: before ?? 'true' }, ...write, { id: 's', uses: USES, with: given }];
  const env = {
    ...{ GITHUB_SERVER_URL: github.url, GITHUB_API_URL: github.apiUrl },
    ...{ GITHUB_REF: ref ?? 'refs/heads/main', SHA_REF: SHA },
  };
  const ran = await act(t, {
    steps,
    env,
    token: token ?? github.jobToken({ 'security-events': 'write', contents: 'read' }),
  });
  return [ran, github];
}

test('Findings reach code scanning with the commit of the event, the category and the tool', async (t) => {
  const [ran, github] = await upload(t, {
    given: { sarif_file: 'r.sarif', category: 'stackwarden' },
    files: { 'r.sarif': sarif('review') },
  });
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  const [sent] = github.sarifs();
  equal(sent?.commit, SHA);
  equal(sent?.ref, 'refs/heads/main');
  equal(sent?.id, ran.outputs['s.sarif-id']);
  deepEqual(runsOf(github)[0]?.automationDetails, { id: 'stackwarden/' });
  // It has asked what became of it.
  deepEqual(
    github.calls().map(({ method }) => method),
    ['POST', 'GET'],
  );
});

test('A folder is one upload, its own categories stay, and the step need not wait', async (t) => {
  const files = {
    'out/a.sarif': sarif('a', { automationDetails: { id: 'own/' } }),
    'out/deep/b.sarif': sarif('b'),
    'out/c.json': '{}',
  };
  const [ran, github] = await upload(t, {
    given: { sarif_file: 'out', category: 'x', 'wait-for-processing': false },
    files,
  });
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  const runs = runsOf(github);
  deepEqual(
    runs.map(({ automationDetails }) => automationDetails?.id),
    ['own/', 'x/'],
  );
  deepEqual(
    github.calls().map(({ method }) => method),
    ['POST'],
  );
});

test('The commit is that of the checkout; one that is not the merge counts for the head of the pull request', async (t) => {
  const [ran, github] = await upload(t, {
    ...{
      given: { sarif_file: 'r.sarif', checkout_path: '${{ github.workspace }}/head' },
      files: { 'r.sarif': sarif('review') },
    },
    ...{ ref: 'refs/pull/7/merge', before: `mkdir head && cd head && ${COMMIT}` },
  });
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  equal(github.sarifs()[0]?.commit, /^[0-9a-f]{40}/m.exec(ran.log)?.[0]);
  equal(github.sarifs()[0]?.ref, 'refs/pull/7/head');
});

test('It is waited for as long as it is pending', async (t) => {
  let asked = 0;
  const instead: GitHubOptions['instead'] = (method) => {
    if (method !== 'GET') return null;
    asked += 1;
    return asked === 1 ? answer(200, { processing_status: 'pending' }) : null;
  };
  const [ran] = await upload(t, {
    given: { sarif_file: 'r.sarif' },
    files: { 'r.sarif': sarif('review') },
    options: { instead },
  });
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  equal(asked, 2);
});

const REFUSED: (Try & { line: RegExp })[] = [
  { given: { sarif_file: 'none.sarif' }, line: /^Path does not exist: \/.*\/none\.sarif$/ },
  {
    given: { sarif_file: 'out' },
    files: { 'out/c.json': '{}' },
    line: /^No SARIF files found to upload in "\/.*\/out"\.$/,
  },
  {
    given: { sarif_file: 'r.sarif' },
    files: { 'r.sarif': 'no' },
    line: /^Invalid SARIF\. \/.*\/r\.sarif is no JSON with runs\.$/,
  },
  { given: { sarif_file: 'r.sarif' }, files: { 'r.sarif': '{"version": "2.1.0"}' }, line: /^Invalid SARIF\./ },
  {
    given: { sarif_file: 'r.sarif' },
    files: { 'r.sarif': '{"version": "2.1.0", "runs": []}' },
    line: /^Code Scanning could not process the submitted SARIF file: runs must hold a run$/,
  },
  {
    given: { sarif_file: 'r.sarif' },
    files: { 'r.sarif': sarif('x') },
    token: 'wrong',
    line: /^The SARIF file was not taken: \(401\) Bad credentials$/,
  },
  {
    given: { sarif_file: 'r.sarif', token: '' },
    files: { 'r.sarif': sarif('x') },
    line: /^Input required and not supplied: token$/,
  },
  {
    ...{ given: { sarif_file: 'r.sarif' }, files: { 'r.sarif': sarif('x') } },
    options: { instead: (method) => (method === 'GET' ? NOT_FOUND : null) },
    line: /^What became of the SARIF file is not told: \(404\) Not Found$/,
  },
];

test('What code scanning does not take is told in one line', async (t) => {
  for (const { line, ...one } of REFUSED) {
    const [ran] = await upload(t, one);
    equal(ran.result, 'failure');
    equal(ran.errors.length, 1);
    match(ran.errors[0] ?? '', line);
  }
});

test('It is not waited for without end', async (t) => {
  const instead: GitHubOptions['instead'] = () => answer(200, { processing_status: 'pending' });
  const github = await gitHub(t, { instead });
  const url = `${github.apiUrl}/repos/octo-org/stackwarden/code-scanning/sarifs/1`;
  const line = 'Code Scanning did not process the SARIF file within 0.1 s';
  await rejects(processed(url, { authorization: `token ${github.jobToken({ 'security-events': 'read' })}` }, 100), {
    message: line,
  });
});
