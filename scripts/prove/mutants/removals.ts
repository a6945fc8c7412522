import { isMap } from '../../template/walk.ts';

type Fields = Record<string, unknown>;

/** A value in one of a statement's lists, and the list without it. */
export interface Entry {
  /** Its path below the statement, as it is written. */
  path: (string | number)[];
  value: string;
  /** The statement without it; null: nothing is left of the statement. */
  without: Fields | null;
  /** There are others beside it. */
  isOneOfMany: boolean;
}

/** The values of `Action`, `NotAction`, `Resource` or `NotResource`. */
export function entriesOf(statement: Fields, name: string): Entry[] {
  const given = statement[name];
  if (given === undefined) return [];
  const values = [given].flat();
  return values.map((value, index) => ({
    path: Array.isArray(given) ? [name, index] : [name],
    value: String(value),
    without: values.length > 1 ? { ...statement, [name]: values.toSpliced(index, 1) } : null,
    isOneOfMany: values.length > 1,
  }));
}

/** The principals of `Principal`, whatever kinds they are of. */
export function principalsOf(statement: Fields): Entry[] {
  const given = statement.Principal;
  if (!isMap(given)) return [];
  const count = Object.values(given).flat().length;
  return Object.entries(given).flatMap(([kind, names]) => {
    const values = [names].flat();
    return values.map((value, index): Entry => {
      const rest = values.toSpliced(index, 1);
      const { [kind]: _, ...others } = given;
      const Principal = rest.length > 0 ? { ...given, [kind]: rest } : others;
      return {
        path: Array.isArray(names) ? ['Principal', kind, index] : ['Principal', kind],
        value: String(value),
        without: count > 1 ? { ...statement, Principal } : null,
        isOneOfMany: count > 1,
      };
    });
  });
}

/** One key of one operator of `Condition`. */
export interface ConditionEntry {
  path: (string | number)[];
  operator: string;
  key: string;
  /** The statement without this condition. */
  without: Fields;
  values: Entry[];
}

export function conditionsOf(statement: Fields): ConditionEntry[] {
  const { Condition: given, ...bare } = statement;
  if (!isMap(given)) return [];
  return Object.entries(given).flatMap(([operator, keys]) => {
    if (!isMap(keys)) return [];
    return Object.entries(keys).map(([key, value]): ConditionEntry => {
      const path = ['Condition', operator, key];
      const { [key]: _, ...otherKeys } = keys;
      const { [operator]: __, ...otherOperators } = given;
      const Condition = Object.keys(otherKeys).length > 0 ? { ...given, [operator]: otherKeys } : otherOperators;
      const without = Object.keys(Condition).length > 0 ? { ...bare, Condition } : bare;
      const values = [value].flat();
      const entries = values.map((one, index): Entry => {
        const rest = values.toSpliced(index, 1);
        return {
          path: Array.isArray(value) ? [...path, index] : path,
          value: String(one),
          without: { ...bare, Condition: { ...given, [operator]: { ...keys, [key]: rest } } },
          isOneOfMany: values.length > 1,
        };
      });
      return { path, operator, key, without, values: entries };
    });
  });
}

/** The operators that a request fulfils by having none of the values. */
export function isNegated(operator: string): boolean {
  return /Not/.test(operator);
}
