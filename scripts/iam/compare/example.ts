import { actionNamed, actionsMatching } from '../catalog/actions.ts';
import type { Action, Catalog } from '../catalog/catalog.ts';
import { exampleArn } from '../catalog/example-arn.ts';
import type { Cover } from './cover.ts';
import { globOf } from './glob.ts';

/** Actions that people know, for an access to everything. */
const FAMILIAR = ['iam:CreateUser', 's3:GetObject', 'ec2:RunInstances', 'dynamodb:PutItem', 'lambda:InvokeFunction'];

/** An action that AWS knows, spelled as it does, and an ARN that it works on; null where the catalog has none. */
export interface Example {
  action: string;
  resources: string[];
}

/** Known actions of the cover, the most telling first. */
export function examplesOf(cover: Cover, text: string, account: string, catalog: Catalog): Example[] {
  const own = actionNamed(catalog, text);
  const found = own === null ? knownIn(cover, catalog) : [own];
  return found.map((action) => ({
    action: action.name,
    resources: [exampleArn(action, { partition: 'aws', region: 'us-east-1', account: account || '111122223333' })],
  }));
}

function knownIn({ include, exclude }: Cover, catalog: Catalog): Action[] {
  const globs = include.map((glob) => globOf(glob.toLowerCase()));
  const excluded = exclude.map((glob) => globOf(glob.toLowerCase()));
  const isIn = ({ name }: Action) => {
    const lower = name.toLowerCase();
    return globs.some((glob) => glob.matches(lower)) && !excluded.some((glob) => glob.matches(lower));
  };
  const familiar = FAMILIAR.flatMap((name) => actionNamed(catalog, name) ?? []).filter(isIn);
  if (familiar.length > 0) return familiar;
  // Without a service there are more actions than are worth unpacking for an example.
  const named = include.filter((glob) => /^[\w-]+:/.test(glob));
  return named
    .flatMap((glob) => actionsMatching(catalog, glob))
    .filter(isIn)
    .slice(0, 3);
}
