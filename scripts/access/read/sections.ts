import { expandLoops } from './for-each.ts';
import { entriesOf, type Part, type Placed, partAt } from './placed.ts';

/** A template's parts by name, its loops expanded. */
export interface Sections {
  top: Placed;
  parameters: ReadonlyMap<string, Part>;
  mappings: Placed | undefined;
  conditions: ReadonlyMap<string, Part>;
  resources: ReadonlyMap<string, Part>;
  outputs: ReadonlyMap<string, Part>;
}

export function sectionsOf(top: Placed): Sections {
  const section = (name: string) => new Map(entriesOf(expandLoops(partAt(top, name), top)));
  return {
    top,
    parameters: section('Parameters'),
    mappings: partAt(top, 'Mappings'),
    conditions: section('Conditions'),
    resources: section('Resources'),
    outputs: section('Outputs'),
  };
}
