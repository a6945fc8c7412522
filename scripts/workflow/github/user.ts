import { type Actor, apiUrl, type State } from './state.ts';

/** GitHub's `simple-user`. */
export function userJson(state: State, { login, id, type }: Actor): Record<string, unknown> {
  const url = `${apiUrl(state)}/users/${encodeURIComponent(login)}`;
  const lists = ['followers', 'subscriptions', 'organizations', 'repos', 'received_events'];
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: `${state.url}/avatars/u/${id}`,
    gravatar_id: '',
    url,
    html_url: `${state.url}/${type === 'Bot' ? `apps/${login.replace('[bot]', '')}` : login}`,
    ...Object.fromEntries(lists.map((list) => [`${list}_url`, `${url}/${list}`])),
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    events_url: `${url}/events{/privacy}`,
    type,
    site_admin: false,
  };
}

export function nodeId(kind: string, id: number): string {
  return Buffer.from(`${kind}:${id}`).toString('base64');
}

export function association({ type }: Actor): string {
  return type === 'Bot' ? 'NONE' : 'CONTRIBUTOR';
}
