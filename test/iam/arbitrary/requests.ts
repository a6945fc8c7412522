import fc from 'fast-check';
import type { Request } from '../../../scripts/iam/decide/evaluate.ts';
import { INSTANTS, KEYS } from './conditions.ts';
import { ACTIONS, type Actor, OTHER, OWN, RESOURCES } from './vocabulary.ts';

type Context = Request['context'];

const SOME_INSTANTS = [...INSTANTS, '2026-02-28T23:59:59Z', '2026-03-01T08:30:07Z', '2026-04-01T00:00:00Z'];

/** Both keys say the same time. */
const time: fc.Arbitrary<Context> = fc
  .tuple(fc.constantFrom(...SOME_INSTANTS), fc.boolean(), fc.boolean())
  .map(([instant, asText, asNumber]) => ({
    ...(asText ? { 'aws:CurrentTime': instant } : {}),
    ...(asNumber ? { 'aws:EpochTime': String(Date.parse(instant) / 1000) } : {}),
  }));

const carried: fc.Arbitrary<Context>[] = KEYS.flatMap(({ name, carried: values, multivalued }) => {
  if (values === null) return [];
  const one = fc.constantFrom(...values);
  const value: fc.Arbitrary<string | string[]> = multivalued
    ? fc.uniqueArray(one, { minLength: 1, maxLength: 3 })
    : one;
  return [fc.option(value, { nil: undefined }).map((drawn) => (drawn === undefined ? {} : { [name]: drawn }))];
});

const context = fc.tuple(time, ...carried).map((parts): Context => Object.assign({}, ...parts));

/** The account that an ARN names; null where it names none. */
export function ownerIn(resource: string): string | null {
  const owner = resource.split(':')[4] ?? '';
  return /^\d{12}$/.test(owner) ? owner : null;
}

/** A whole request, with what AWS says of the actor. */
export function requests(actors: readonly Actor[]): fc.Arbitrary<Request> {
  return fc
    .tuple(
      fc.constantFrom(...actors),
      fc.constantFrom(...ACTIONS),
      fc.constantFrom(...RESOURCES),
      fc.constantFrom(OWN, OWN, OTHER),
      context,
    )
    .map(([actor, action, resource, owner, drawn]) => ({
      principal: actor.principal,
      principalAccount: actor.account,
      action,
      resource,
      resourceAccount: ownerIn(resource) ?? owner,
      context: { ...actor.context, ...drawn },
    }));
}
