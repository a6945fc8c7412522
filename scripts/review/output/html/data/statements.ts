import type { ReviewedDocument } from '../../../../access/model.ts';
import { isMap } from '../../../../template/walk.ts';
import { type Stated, textsOf } from '../../grants.ts';
import type { PageStatement } from './model.ts';

/** Where policies stand: documents of the repository, and names of policies of AWS, by their values. */
export interface Policies {
  documents: ReadonlyMap<unknown, ReviewedDocument>;
  names: ReadonlyMap<unknown, string>;
}

/** Gives each statement its place in one list, in the order in which they are asked for. */
export interface Register {
  idOf(stated: Stated): number;
  all(): PageStatement[];
}

export function statementRegister(policies: Policies): Register {
  const ids = new Map<unknown, number>();
  const told: PageStatement[] = [];
  return {
    idOf(stated) {
      const known = ids.get(stated.statement);
      if (known !== undefined) return known;
      const id = told.push(pageStatement(stated, policies)) - 1;
      ids.set(stated.statement, id);
      return id;
    },
    all: () => told,
  };
}

function pageStatement({ policy, place, statement }: Stated, { documents, names }: Policies): PageStatement {
  const { Effect, Sid, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition } = statement;
  const document = documents.get(policy);
  const at = document?.at(place === null ? ['Statement'] : ['Statement', place]);
  return {
    effect: Effect === 'Deny' ? 'Deny' : 'Allow',
    at: at === undefined ? null : `${at.file}:${at.line}`,
    policy: at === undefined ? (names.get(policy) ?? 'a policy of AWS') : '',
    sid: typeof Sid === 'string' ? Sid : '',
    actions: [...textsOf(Action), ...allBut(NotAction)],
    resources: [...textsOf(Resource), ...allBut(NotResource)],
    principals: [...principalTexts(Principal), ...allBut(principalTexts(NotPrincipal))],
    conditions: conditionTexts(Condition),
  };
}

function allBut(value: unknown): string[] {
  return textsOf(value).map((text) => `all but ${text}`);
}

function principalTexts(value: unknown): string[] {
  return isMap(value) ? Object.values(value).flatMap(textsOf) : textsOf(value);
}

/** `StringEquals aws:SourceAccount = 111122223333 or 444455556666`, one a line; all of them must hold. */
function conditionTexts(condition: unknown): string[] {
  if (!isMap(condition)) return condition === undefined ? [] : ['a condition that is not known before deploying'];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isMap(keys) ? keys : {}).map(([key, values]) => `${operator} ${key} = ${valueText(values)}`),
  );
}

function valueText(values: unknown): string {
  const texts = [values].flat().map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return texts.join(' or ');
}
