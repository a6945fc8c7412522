import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { runAct } from '../../scripts/workflow/act.ts';
import { jobLog } from '../../scripts/workflow/job-log.ts';
import { NARROW, pullRequest, WIDE } from './action-fixture.ts';
import { copyProject, put } from './adopted.ts';

const PIN = '0123456789abcdef0123456789abcdef01234567';
const NAME = 'stackwarden/stackwarden';

/** What a repository of somebody else has; in place of actions/checkout, which asks GitHub, a clone. */
const WORKFLOW = `name: Review
on: pull_request
permissions: {}
jobs:
  review:
    runs-on: ubuntu-latest
    steps:
      - run: git clone --quiet "$ORIGIN" head
      - id: review
        uses: ${NAME}/.github/actions/policy-review@${PIN}
        with:
          root: head
          fail-on: warning
      - if: \${{ always() }}
        env:
          SARIF: \${{ steps.review.outputs.sarif }}
          OUTCOME: \${{ steps.review.outcome }}
        run: |
          grep -c '"version": *"2.1.0"' "$SARIF"
          echo "the review: $OUTCOME"
`;

let project: string;
before(async () => {
  project = await mkdtemp(join(tmpdir(), 'action-'));
  await copyProject(project);
  execFileSync('git', ['init', '--quiet', project]);
});
after(() => rm(project, { recursive: true, force: true }));

/** Runs the workflow as act does for a fork: no secret, and a token that is worth nothing. */
async function workflow(folder: string, origin: string) {
  await put(folder, '.github/workflows/review.yml', WORKFLOW);
  const pull_request = { number: 1, title: EVIL, body: EVIL, head: { ref: EVIL }, base: { ref: 'main' } };
  await put(folder, 'event.json', JSON.stringify({ pull_request }));
  await put(folder, '.env', `ORIGIN=${origin}\nSTACKWARDEN_SET_UP=${projectFolder}\n`);
  await put(folder, '.secrets', '');
  await mkdir(join(folder, 'home'));
  execFileSync('git', ['init', '--quiet', folder]);
  const log = jobLog('review');
  const lines: string[] = [];
  await runAct(
    {
      ...{ folder, file: 'review.yml', event: 'pull_request', eventFile: join(folder, 'event.json') },
      ...{ workspaces: join(folder, 'workspaces'), actor: 'octocat', home: join(folder, 'home') },
      ...{ envFile: join(folder, '.env'), secretFile: join(folder, '.secrets'), vars: {}, inputs: {} },
      ...{ artifacts: { folder: join(folder, 'artifacts'), port: 0 }, actions: { [`${NAME}@${PIN}`]: project } },
      signal: new AbortController().signal,
    },
    (line) => {
      log.add(line);
      lines.push(line.msg);
    },
  );
  return { ...log.told(), text: lines.join('\n') };
}

const EVIL = '$(touch pwned)`touch pwned`"; touch pwned; # <img src=x>';

test('a workflow of another repository that uses the action passes or fails with the review', async (t) => {
  for (const [policy, outcome] of [
    [NARROW.replace('notes/a', 'notes/*'), 'success'],
    [WIDE, 'failure'],
  ] as const) {
    const { workspace, origin } = await pullRequest(t, { [`policies/${EVIL.replaceAll('/', '')}.json`]: policy });
    const { summary, annotations, text } = await workflow(workspace, origin);
    match(text, new RegExp(`the review: ${outcome}`), text);
    match(summary, /policy documents? reviewed|Access gained/);
    doesNotMatch(summary, /<img/);
    const rules = annotations.filter(({ title }) => title !== 'gained access').map(({ title }) => title);
    equal(rules.length > 0, outcome === 'failure', rules.join());
    const left = await readdir(workspace, { recursive: true });
    deepEqual(
      left.filter((path) => /(^|\/)pwned$/.test(path)),
      [],
    );
  }
});
