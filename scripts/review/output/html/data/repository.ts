import type { AccessChange } from '../../../../access/changes.ts';
import type { Reviewed, ReviewedDocument } from '../../../../access/model.ts';
import { principalsOf } from '../../../../access/principals.ts';
import { type Unit, unitsOf } from '../../../../access/units.ts';
import type { ManagedPolicies } from '../../../../iam/catalog/managed-policies.ts';
import { denialsIn, tracedReachOf } from '../../reach.ts';
import { knownIn } from './nodes.ts';
import type { Traced } from './page-data.ts';
import type { Policies } from './statements.ts';

/** What is to be told of everything that was read. */
export function tracedIn(reviewed: Reviewed, access: readonly AccessChange[], managed: ManagedPolicies): Traced {
  const documents = documentsIn(reviewed);
  const units = unitsOf(reviewed, managed).filter(({ kind }) => kind === 'identity');
  const notes = new Map(units.map((unit) => [unit.name, notesOn(unit, documents)]));
  return {
    edges: tracedReachOf(reviewed, access, managed),
    denials: denialsIn(reviewed, managed),
    access,
    known: knownIn(reviewed),
    policies: { documents, names: namesOfManaged(reviewed, managed) },
    notesOf: (label) => notes.get(label) ?? [],
  };
}

function documentsIn({ templates, documents }: Reviewed): Map<unknown, ReviewedDocument> {
  const all = [...documents, ...templates.flatMap((template) => template.documents)];
  return new Map(all.map((document) => [document.value, document]));
}

/** Those that principals of the templates have. */
function namesOfManaged({ templates }: Reviewed, managed: ManagedPolicies): Policies['names'] {
  const names = principalsOf({ templates }).flatMap(({ elsewhere }) => elsewhere);
  return new Map(names.map((name) => [managed.documentOf(name), name.replace(/^.*\//, '')]));
}

function notesOn({ boundary, boundaryElsewhere, elsewhere }: Unit, documents: Policies['documents']): string[] {
  const at = documents.get(boundary)?.at([]);
  const bound = at === undefined ? boundaryElsewhere : `${at.file}:${at.line}`;
  return [
    ...(bound === null ? [] : [`Its permissions boundary limits it: ${bound}`]),
    ...elsewhere.map((policy) => `It also has what is not known here: ${policy}`),
  ];
}
