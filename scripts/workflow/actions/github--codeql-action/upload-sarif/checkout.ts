import { runProgram } from '../../toolkit/process.ts';

export interface Place {
  commit: string;
  ref: string;
}

/** The commit that was looked at: the checkout's own where there is one, else the event's. */
export async function placeOf(checkout: string, event: { ref: string; sha: string }): Promise<Place> {
  const env = { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  const found = await runProgram('git', ['rev-parse', 'HEAD'], { cwd: checkout, env });
  const commit = found?.status === 0 ? found.stdout : event.sha;
  // Who checked the head of a pull request out did not look at what a merge would make.
  const isHead = /^refs\/pull\/\d+\/merge$/.test(event.ref) && commit !== event.sha;
  return { commit, ref: isHead ? event.ref.replace(/merge$/, 'head') : event.ref };
}
