import type { ReviewedDocument, ReviewedResource } from '../access/model.ts';
import type { Place } from '../deployment/readback/concrete.ts';

/** A stack as it is deployed: names, ARNs and parameters are filled in, conditions decided. */
export interface ProvedStack {
  stack: string;
  /** `templates/<stack>.yaml`. */
  file: string;
  stackName: string;
  region: string;
  resources: readonly ReviewedResource[];
  documents: readonly ReviewedDocument[];
  /** What symbols stand for: `LabTable`, `LabTable.Arn`, `AWS::Region`. */
  symbols: ReadonlyMap<string, string>;
}

/** The stacks of one account. */
export interface Deployment {
  /** The repository. */
  root: string;
  place: Place;
  stacks: readonly ProvedStack[];
}
