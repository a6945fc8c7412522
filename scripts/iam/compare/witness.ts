import { type KeyTypes, spelled } from '../catalog/key-types.ts';
import type { Request } from '../decide/evaluate.ts';
import type { Caller } from './caller.ts';
import { ownerOf } from './cells.ts';
import type { Knowledge } from './compare.ts';
import { isWithin } from './cover.ts';
import { examplesOf } from './example.ts';
import type { Region } from './gain.ts';

const ELSEWHERE = ['999988887777', '888877776666'];

/** Whole requests of the region, with what AWS would say of their principal; those that read best first. */
export function* witnessesOf(region: Region, { catalog, keyType }: Knowledge): Generator<Request> {
  const { caller, action, actions, cell } = region;
  const resource = cell.resource.text;
  const context = contextOf(region, keyType);
  const request = (asked: string, touched: string): Request => ({
    principal: principalOf(region),
    principalAccount: caller.account,
    action: asked,
    resource: touched,
    resourceAccount: accountOf(touched, caller, cell.relation === 'same'),
    context,
  });
  const examples = examplesOf(actions, action.text, cell.relation === 'same' ? caller.account : '', catalog);
  for (const example of examples)
    for (const arn of example.resources) if (isWithin(arn, region.resources)) yield request(example.action, arn);
  for (const example of examples) yield request(example.action, resource);
  yield request(action.text, resource);
}

function contextOf({ caller, cell }: Region, keyType: KeyTypes): Request['context'] {
  const context: Request['context'] = {};
  const put = (key: string, value: string | readonly string[]) => {
    context[spelled(key, keyType(key))] = value;
  };
  const principal = principalOf({ caller, cell });
  for (const [key, value] of caller.fixed) if (value !== null) put(key, value);
  if (caller.present.has('aws:principalarn')) put('aws:principalarn', principal);
  if (caller.present.has('aws:username')) put('aws:username', principal.split('/').at(-1) ?? '');
  for (const [key, values] of cell.context.known) {
    const [only] = values ?? [];
    if (values !== undefined && only !== undefined) put(key, values.length === 1 ? only : values);
  }
  return context;
}

function principalOf({ caller: { principal, present }, cell }: Pick<Region, 'caller' | 'cell'>): string {
  if (!present.has('aws:principalarn')) return principal;
  const { known } = cell.context;
  const name = known.get('aws:username')?.[0];
  return known.get('aws:principalarn')?.[0] ?? (name === undefined ? principal : principal.replace(/[^/]*$/, name));
}

function accountOf(resource: string, { account }: Caller, isSame: boolean): string {
  if (isSame && account !== '') return account;
  return ownerOf(resource) ?? ELSEWHERE.find((other) => other !== account) ?? '';
}
