import { type ConditionKeys, type KeyType, keyType } from './condition-keys.ts';

export type KeyTypes = (key: string) => KeyType | null;

/** A look-up that remembers: policies ask for the same few keys again and again. */
export function keyTypes(keys: ConditionKeys): KeyTypes {
  const known = new Map<string, KeyType | null>();
  return (key) => {
    let type = known.get(key);
    if (type === undefined) {
      type = keyType(keys, key);
      known.set(key, type);
    }
    return type;
  };
}

/** The key as AWS writes it, its tag as given. */
export function spelled(key: string, type: KeyType | null): string {
  if (type === null) return key;
  const variable = type.name.indexOf('${');
  return variable < 0 ? type.name : type.name.slice(0, variable) + key.slice(variable);
}
