import type { DocumentKind, ReviewedDocument, ReviewedResource } from '../../scripts/access/model.ts';
import type { ProvedStack } from '../../scripts/prove/deployment.ts';
import type { Home } from '../../scripts/prove/mutants/mutant.ts';

export const ACCOUNT = '111122223333';

export interface Given {
  type: string;
  properties: Record<string, unknown>;
  documents: { kind: DocumentKind; value: unknown }[];
}

/** A stack of resources by logical id. */
export function stackOf(resources: Record<string, Given>, symbols: Record<string, string> = {}): ProvedStack {
  const at = () => ({ file: 'policies/p.json', line: 1, column: 1 });
  const owner = (logicalId: string, type: string) => ({ template: 'templates/s.yaml', logicalId, type });
  const documents = Object.entries(resources).flatMap(([logicalId, { type, documents: all }]) =>
    all.map(({ kind, value }): ReviewedDocument => ({ kind, value, owner: owner(logicalId, type), at, keyAt: at })),
  );
  return {
    ...{ stack: 's', file: 'templates/s.yaml', stackName: 'x-local-s', region: 'us-east-1', documents },
    resources: Object.entries(resources).map(([logicalId, { type, properties }]): ReviewedResource => {
      return { ...owner(logicalId, type), properties, at, keyAt: at };
    }),
    symbols: new Map(Object.entries(symbols)),
  };
}

/** Where a path of the document leads is told as its line: `Statement/0/Action`. */
export function homeOf(value: unknown, more: Partial<Home> = {}): Home {
  const kind = more.kind ?? 'identity';
  const at = (path: readonly (string | number)[]) => ({ file: path.join('/'), line: 1, column: 1 });
  const document: ReviewedDocument = { kind, value, owner: null, at, keyAt: at };
  const stack = stackOf({}, { 'Key.Arn': 'arn:aws:kms:us-east-1:111122223333:key/k' });
  const home = {
    stack,
    document,
    logicalId: 'Role',
    kind,
    file: 'policies/p.json',
    roles: ['Worker'],
    path: ['Policy'],
  };
  return { ...home, ...more };
}

export function policy(...Statement: object[]) {
  return { Version: '2012-10-17', Statement };
}
