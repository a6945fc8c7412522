import type { ReviewedDocument } from '../../../access/model.ts';
import { type StatedPrincipal, textsAt } from '../../../access/stated/statements.ts';
import type { Surroundings } from '../../model.ts';

export interface IdentityProvider {
  kind: 'oidc' | 'saml';
  /** `token.actions.githubusercontent.com`; empty for SAML and where it is not known before deploying. */
  host: string;
}

/** The provider that a federated principal names, also one that the template makes; null where nothing tells it. */
export function providerOf(
  { kind, text }: StatedPrincipal,
  document: ReviewedDocument,
  { reviewed }: Surroundings,
): IdentityProvider | null {
  if (kind !== 'Federated') return null;
  if (text.includes(':saml-provider/')) return { kind: 'saml', host: '' };
  const [, host] = /:oidc-provider\/(.+)$/.exec(text) ?? /^([\w-]+(?:\.[\w-]+)+(?:\/.*)?)$/.exec(text) ?? [];
  const [, made] = /\$\{(\w+)(?:\.Arn)?\}$/.exec(text) ?? [];
  if (host !== undefined && made === undefined) return { kind: 'oidc', host };
  const template = reviewed.templates.find(({ file }) => file === document.owner?.template);
  const resource = template?.resources.find(({ logicalId }) => logicalId === made);
  if (resource?.type === 'AWS::IAM::SAMLProvider') return { kind: 'saml', host: '' };
  if (resource?.type !== 'AWS::IAM::OIDCProvider') return host === undefined ? null : { kind: 'oidc', host };
  const [url] = textsAt(resource.properties.Url, []);
  return { kind: 'oidc', host: url?.text.replace(/^https:\/\//, '') ?? '' };
}

/** GitHub's tokens for workflows, also those of an enterprise with a path of its own. */
export function isGithub(provider: IdentityProvider | null): boolean {
  return provider !== null && /^token\.actions\.githubusercontent\.com(\/|$)/.test(provider.host);
}
