import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';
import type { Element, Home, Mutant, Touched } from './mutant.ts';
import { conditionsOf, type Entry, entriesOf, isNegated, principalsOf } from './removals.ts';

type Fields = Record<string, unknown>;

interface Place {
  home: Home;
  statement: Fields;
  index: number;
}

interface Change {
  sense: Mutant['sense'];
  element: Element;
  text: string;
  path: (string | number)[];
  /** Null: nothing is left of the statement. */
  statement: Fields | null;
  touched?: Partial<Touched>;
}

/**
 * Every document with one change: of what it allows less, one action, resource, principal or value at a time, and the
 * exceptions of what it denies; and more: without a condition, for every principal, or without a part of what it denies.
 * A boundary gives nobody anything, so that there can be too little of it alone.
 */
export function mutantsOf(home: Home): Mutant[] {
  const { Statement: given } = isMap(home.document.value) ? home.document.value : {};
  return [given].flat().flatMap((statement, index) => {
    if (!isMap(statement)) return [];
    const place = { home, statement, index };
    const all = statement.Effect === 'Deny' ? changesOfDeny(place) : changesOfAllow(place);
    const changes = home.kind === 'boundary' ? all.filter(({ sense }) => sense === 'wider') : all;
    return changes.map((change) => mutant(place, change));
  });
}

function changesOfAllow({ home, statement }: Place): Change[] {
  const less = (element: Element, entry: Entry, touched: Partial<Touched> = {}): Change => {
    return { sense: 'narrower', element, text: entry.value, path: entry.path, statement: entry.without, touched };
  };
  const actions = entriesOf(statement, 'Action').map((entry) => less('action', entry, { actions: [entry.value] }));
  // Of one alone its actions tell.
  const resources = entriesOf(statement, 'Resource').filter(({ isOneOfMany }) => isOneOfMany);
  const principals = principalsOf(statement).filter(({ isOneOfMany }) => isOneOfMany);
  const values = conditionsOf(statement).flatMap(({ operator, values: all }) =>
    isNegated(operator) ? [] : all.filter(({ isOneOfMany }) => isOneOfMany),
  );
  return [
    ...actions,
    ...resources.map((entry) => less('resource', entry, { resources: [entry.value] })),
    ...principals.map((entry) => less('principal', entry, { roles: roleIn(entry.value) })),
    ...values.map((entry) => less('condition', entry)),
    ...widerAllows(home, statement),
  ];
}

function widerAllows(home: Home, statement: Fields): Change[] {
  const conditions = conditionsOf(statement).map(({ operator, key, path, without }): Change => {
    return { sense: 'wider', element: 'condition', text: `${operator} ${key}`, path, statement: without };
  });
  const isOpen = JSON.stringify(statement.Principal ?? '*') === '"*"';
  if (home.kind === 'identity' || home.kind === 'boundary' || isOpen || isOfOneProvider(statement)) return conditions;
  const everyone = { ...statement, Principal: '*' };
  const text = principalsOf(statement).map(({ value }) => value);
  return [
    ...conditions,
    { sense: 'wider', element: 'principal', text: text.join(', '), path: ['Principal'], statement: everyone },
  ];
}

/**
 * IAM User Guide, "Available keys for AWS web identity federation": the keys of tokens are named after the provider, so that
 * a condition on them keeps the tokens of all others out, whatever the principal says.
 */
function isOfOneProvider(statement: Fields): boolean {
  const names = principalsOf(statement).map(({ value }) => /:oidc-provider\/(.+)$/.exec(value)?.[1]);
  const keys = conditionsOf(statement).map(({ key }) => key);
  return (
    names.length > 0 && names.every((name) => name !== undefined && keys.some((key) => key.startsWith(`${name}:`)))
  );
}

function changesOfDeny({ statement }: Place): Change[] {
  const wider = (element: Element, entry: Entry, touched: Partial<Touched> = {}): Change => {
    return { sense: 'wider', element, text: entry.value, path: entry.path, statement: entry.without, touched };
  };
  const actions = entriesOf(statement, 'Action').map((entry) => wider('action', entry, { actions: [entry.value] }));
  const resources = entriesOf(statement, 'Resource').filter(({ isOneOfMany }) => isOneOfMany);
  return [
    ...actions,
    ...resources.map((entry) => wider('resource', entry, { resources: [entry.value] })),
    ...conditionsOf(statement).flatMap((condition): Change[] => [
      {
        ...{ sense: 'narrower', element: 'condition', text: `${condition.operator} ${condition.key}` },
        ...{ path: condition.path, statement: condition.without },
      },
      // One of several values: where they are exceptions, somebody misses it; else somebody gets in.
      ...condition.values
        .filter(({ isOneOfMany }) => isOneOfMany)
        .map((entry): Change => {
          const sense = isNegated(condition.operator) ? 'narrower' : 'wider';
          return { ...wider('condition', entry), sense };
        }),
    ]),
  ];
}

function mutant({ home, statement, index }: Place, change: Change): Mutant {
  const { sense, element, text, path } = change;
  const document = isMap(home.document.value) ? home.document.value : {};
  const rest = [document.Statement].flat().toSpliced(index, 1, ...(change.statement ? [change.statement] : []));
  const full = Array.isArray(document.Statement) ? ['Statement', index, ...path] : ['Statement', ...path];
  return {
    ...{ home, sense, element, text, effect: statement.Effect === 'Deny' ? 'Deny' : 'Allow' },
    statement: scalarText(statement.Sid ?? (home.path === null ? home.logicalId : index)),
    at: home.document.at(full),
    value: { ...document, Statement: rest.length > 0 ? rest : emptyOf(home) },
    // Whoever holds the same statements tries what they keep out: nobody but a service acts as most roles.
    touched: { ...touchedBy(home, statement), ...change.touched, ...(sense === 'wider' && { roles: null }) },
  };
}

/** IAM takes no policy without a statement: one of nothing that anybody here does. */
function emptyOf({ kind }: Home): Fields[] {
  if (kind !== 'identity') return [];
  return [{ Sid: 'Nothing', Effect: 'Allow', Action: 'ec2:DescribeRegions', Resource: '*' }];
}

function touchedBy({ kind, roles, logicalId, stack }: Home, statement: Fields): Touched {
  const listed = (name: string) => {
    const entries = entriesOf(statement, name).map(({ value }) => value);
    return entries.length > 0 ? entries : null;
  };
  const actions = listed('Action');
  // What a trust speaks of is its role; and of a key's policy `*` is the key.
  if (kind === 'trust') return { roles: null, actions, resources: roles.map((name) => `arn:*:iam::*:role/*${name}`) };
  const own = stack.symbols.get(`${logicalId}.Arn`);
  const resources = listed('Resource');
  const isOwn = kind === 'resource' && own !== undefined && resources?.join() === '*';
  return { roles: kind === 'identity' ? roles : null, actions, resources: isOwn ? [own] : resources };
}

/** The role's name in a principal's ARN; null: any role. */
function roleIn(principal: string): string[] | null {
  const name = /:(?:role|assumed-role)\/(?:.*\/)?([^/]+)$/.exec(principal)?.[1];
  return name === undefined ? null : [name];
}
