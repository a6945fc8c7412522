/** What the page knows of the graph: plain data, which its script gets as JSON. Ids are places in the lists. */
export interface PageData {
  nodes: PageNode[];
  links: PageLink[];
  statements: PageStatement[];
  changes: PageChange[];
  /** How many links are not told. */
  leftOut: number;
}

/** What a node stands for; a pattern is an ARN, or a part of one, that is no single resource of the repository. */
export type NodeKind =
  | 'everyone'
  | 'outside'
  | 'service'
  | 'account'
  | 'principal'
  | 'document'
  | 'resource'
  | 'pattern'
  | 'any';

export interface PageNode {
  /** As the other forms call it, such as `lab/LabTable`. */
  label: string;
  /** Without the stack that it is drawn in. */
  name: string;
  kind: NodeKind;
  /** `IAM Role`, `AWS service`, the service of an ARN; '' where the label says it all. */
  type: string;
  /** The stack that it is drawn in; '' for none. */
  group: string;
  /** `file:line` of its declaration. */
  at: string | null;
  /** The statements that deny it something, or others something of it. */
  denials: number[];
  /** What else limits or widens what it may do. */
  notes: string[];
}

export type Change = 'gained' | 'lost';

/** Everything between two nodes. */
export interface PageLink {
  from: number;
  to: number;
  /** Both: some was gained, some lost. */
  change: Change | 'both' | null;
  label: string;
  /** Those of today. */
  actions: string[];
  /** Under conditions, or but for some of it. */
  isPart: boolean;
  statements: number[];
  changes: number[];
}

export interface PageStatement {
  effect: 'Allow' | 'Deny';
  /** `file:line`; null for a policy of AWS. */
  at: string | null;
  /** The policy of AWS; '' for one of the repository. */
  policy: string;
  sid: string;
  actions: string[];
  resources: string[];
  principals: string[];
  conditions: string[];
}

export interface PageChange {
  change: Change;
  /** Who is meant where it is not the account's own: `public`. */
  audience: string;
  /** Whose policies. */
  holder: string;
  actions: string[];
  resources: string[];
  principals: string[];
  /** A request that shows it. */
  request: string;
  context: string[];
  where: string | null;
  /** The link that shows it, if one does. */
  link: number | null;
}
