import type { Gain } from '../../../scripts/iam/compare/gain.ts';
import type { Request } from '../../../scripts/iam/decide/evaluate.ts';
import type { PolicyDocument } from '../../../scripts/iam/policy/document.ts';

const ACCOUNT = '123456789012';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/someone`;
const CONTEXT = {
  'aws:PrincipalArn': ROLE,
  'aws:PrincipalAccount': ACCOUNT,
  'aws:PrincipalType': 'AssumedRole',
  'aws:userid': 'AROASOMEONE:session',
};

/** A request for each action and resource that a statement names, by a role of which nothing else is known. */
export function* samplesOf(documents: readonly PolicyDocument[]): Generator<Request> {
  const asked = new Set<string>();
  for (const { action, resource } of documents.flatMap(({ statements }) => statements)) {
    for (const actionPattern of action.patterns) {
      for (const resourcePattern of resource?.patterns ?? []) {
        const request = requestFor(filled(actionPattern, 'Any'), filled(resourcePattern, 'any'));
        const key = `${request.action} ${request.resource}`;
        if (!asked.has(key)) yield request;
        asked.add(key);
      }
    }
  }
}

/** Some gain says that the request's action is newly allowed on its resource. */
export function isToldIn(gains: readonly Gain[], { action, resource }: Request): boolean {
  return gains.some(
    ({ actions, notActions = [], resources, notResources = [] }) =>
      actions.some((glob) => matches(glob, action, 'i')) &&
      !notActions.some((glob) => matches(glob, action, 'i')) &&
      resources.some((glob) => matches(glob, resource)) &&
      !notResources.some((glob) => matches(glob, resource)),
  );
}

function requestFor(action: string, resource: string): Request {
  return {
    principal: ROLE,
    principalAccount: ACCOUNT,
    action: action.includes(':') ? action : `any:${action}`,
    resource,
    resourceAccount: ACCOUNT,
    context: CONTEXT,
  };
}

function filled(pattern: string, word: string): string {
  return pattern.replaceAll('*', word).replaceAll('?', 'a');
}

const compiled = new Map<string, RegExp>();

function matches(glob: string, text: string, flags = ''): boolean {
  const key = `${flags}/${glob}`;
  const known = compiled.get(key) ?? regularExpression(glob, flags);
  compiled.set(key, known);
  return known.test(text);
}

function regularExpression(glob: string, flags: string): RegExp {
  const source = glob
    .split(/(\$\{[*?]\}|[*?])/)
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : literal(part.replace(/^\$\{([*?])\}$/, '$1'))));
  return new RegExp(`^${source.join('')}$`, `${flags}s`);
}

function literal(text: string): string {
  return text.replace(/[\\^$*?+.()[\]{}|]/g, '\\$&');
}
