import { own } from '../../template/own.ts';
import { isMap } from '../../template/walk.ts';

/** The value at a path of a schema, such as `Code/ZipFile`; of a list (a step `*`) that of all its items. */
export function valueAt(properties: Record<string, unknown>, path: string): unknown {
  return path.split('/').reduce<unknown>((value, step) => {
    if (step === '*') return value;
    if (Array.isArray(value)) return value.map((item) => (isMap(item) ? own(item, step) : undefined));
    if (!isMap(value)) return undefined;
    // What a function will give is not known, at any place below it.
    return Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::')) ? value : own(value, step);
  }, properties);
}
