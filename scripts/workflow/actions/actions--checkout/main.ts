import { info, run } from '../toolkit/commands.ts';
import { setOutput } from '../toolkit/files.ts';
import { flag, given, input, requiredInput, wholeNumber } from '../toolkit/inputs.ts';
import { headerSetting, persist } from './credentials.ts';
import { makeFolder, makeReady } from './folder.ts';
import { done, type Git, gitIn, must } from './git.ts';
import { checkoutOf, refSpecs, type Wanted, wantedOf } from './wanted.ts';

interface Inputs {
  wanted: Wanted;
  depth: number;
  tags: boolean;
  clean: boolean;
  keeps: boolean;
}

/** All before anything is done, so that a mistake in one leaves the workspace as it was. */
function inputs(): Inputs {
  const [own, repository] = [given('GITHUB_REPOSITORY'), input('repository')];
  if (repository.toLowerCase() !== own.toLowerCase()) {
    throw new Error(`Only ${own} is served on a laptop, not '${repository}'`);
  }
  const event = { ref: process.env.GITHUB_REF ?? '', sha: process.env.GITHUB_SHA ?? '' };
  return {
    wanted: wantedOf(input('ref'), event),
    depth: wholeNumber('fetch-depth', 0, Number.MAX_SAFE_INTEGER) ?? 1,
    tags: flag('fetch-tags'),
    clean: flag('clean'),
    keeps: flag('persist-credentials'),
  };
}

run(async () => {
  const { wanted, depth, tags, clean, keeps } = inputs();
  const server = given('GITHUB_SERVER_URL').replace(/\/$/, '');
  const setting = headerSetting(server, requiredInput('token'));
  const origin = `${server}/${given('GITHUB_REPOSITORY')}`;
  const folder = await makeFolder(given('GITHUB_WORKSPACE'), input('path') || '.');
  const temp = given('RUNNER_TEMP');
  const git = gitIn(folder, temp, { [setting[0]]: setting[1] });
  if (!(await makeReady(folder, git, origin, clean))) {
    // Without a template: it could bring hooks.
    await must(git, 'init', '-q', '--template=', '-b', 'main');
    await must(git, 'remote', 'add', 'origin', origin);
  }
  await fetchInto(git, wanted, depth, tags);
  await must(git, 'checkout', '--force', ...(await checkoutOf(wanted, (ref) => knows(git, ref))));
  const commit = await must(git, 'log', '-1', '--format=%H');
  if (keeps) await persist(git, folder, temp, setting);
  setOutput('ref', wanted.ref);
  setOutput('commit', commit);
  info(`Checked out ${commit} into ${folder}`);
});

const BRANCHES = '+refs/heads/*:refs/remotes/origin/*';
const TAGS = '+refs/tags/*:refs/tags/*';

async function fetchInto(git: Git, wanted: Wanted, depth: number, tags: boolean): Promise<void> {
  const fetch = async (length: string[], specs: string[]) => {
    const options = ['--no-tags', '--prune', '--no-recurse-submodules', ...length];
    const ended = await git('fetch', ...options, 'origin', ...specs);
    // Patterns that find nothing make Git fail without a word: what is missing is told by who looks for it.
    if (ended.status !== 1 || ended.stderr !== '') done('fetch', ended);
  };
  if (depth > 0) {
    await fetch([`--depth=${depth}`], [...refSpecs(wanted, false), ...(tags ? [TAGS] : [])]);
    return;
  }
  const isShallow = (await must(git, 'rev-parse', '--is-shallow-repository')) === 'true';
  await fetch(isShallow ? ['--unshallow'] : [], [BRANCHES, TAGS]);
  // By itself: the branch may have moved since the event, and Git brings no two commits to one place.
  const more = refSpecs(wanted, true);
  if (more.length > 0) await fetch([], more);
}

async function knows(git: Git, ref: string): Promise<boolean> {
  return (await git('show-ref', '--verify', '--quiet', ref)).status === 0;
}
