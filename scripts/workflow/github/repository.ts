import { type Answer, answer } from './answer.ts';
import { now, repositoryUrl, type State } from './state.ts';
import { nodeId, userJson } from './user.ts';

/** The links of GitHub's `full-repository` by their paths. */
const LINKS: Record<string, string> = {
  archive: '{archive_format}{/ref}',
  assignees: '{/user}',
  blobs: 'git/blobs{/sha}',
  branches: '{/branch}',
  collaborators: '{/collaborator}',
  comments: '{/number}',
  commits: '{/sha}',
  compare: 'compare/{base}...{head}',
  contents: 'contents/{+path}',
  contributors: '',
  deployments: '',
  downloads: '',
  events: '',
  forks: '',
  git_commits: 'git/commits{/sha}',
  git_refs: 'git/refs{/sha}',
  git_tags: 'git/tags{/sha}',
  hooks: '',
  issue_comment: 'issues/comments{/number}',
  issue_events: 'issues/events{/number}',
  issues: '{/number}',
  keys: '{/key_id}',
  labels: '{/name}',
  languages: '',
  merges: '',
  milestones: '{/number}',
  notifications: '{?since,all,participating}',
  pulls: '{/number}',
  releases: '{/id}',
  stargazers: '',
  statuses: '{/sha}',
  subscribers: '',
  subscription: '',
  tags: '',
  teams: '',
  trees: 'git/trees{/sha}',
};

const COUNTS = `forks forks_count stargazers_count watchers watchers_count size network_count subscribers_count`;
const FEATURES = `has_issues has_projects has_wiki has_pages has_discussions`;

export function getRepository(state: State): Answer {
  const [owner = '', name = ''] = state.repository.split('/');
  const url = repositoryUrl(state);
  const page = `${state.url}/${state.repository}`;
  const link = (key: string, rest: string) => `${url}/${/^\w/.test(rest) ? rest : `${key}${rest}`}`;
  const open = [...state.issues.values()].filter((issue) => issue.state === 'open').length;
  return answer(200, {
    id: 1,
    node_id: nodeId('Repository', 1),
    name,
    full_name: state.repository,
    owner: userJson(state, { login: owner, id: 1, type: 'User' }),
    private: true,
    visibility: 'private',
    html_url: page,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(Object.entries(LINKS).map(([key, rest]) => [`${key}_url`, link(key, rest)])),
    clone_url: `${page}.git`,
    git_url: `${page}.git`.replace(/^http/, 'git'),
    ssh_url: `git@127.0.0.1:${state.repository}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    default_branch: 'main',
    archived: false,
    disabled: false,
    ...Object.fromEntries(COUNTS.split(' ').map((count) => [count, 0])),
    ...Object.fromEntries(FEATURES.split(' ').map((feature) => [feature, feature === 'has_issues'])),
    open_issues: open,
    open_issues_count: open,
    pushed_at: now(),
    created_at: now(),
    updated_at: now(),
    permissions: { admin: false, push: false, pull: false },
  });
}
