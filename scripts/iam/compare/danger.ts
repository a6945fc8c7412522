import { actionsMatching } from '../catalog/actions.ts';
import type { AccessLevel, Catalog } from '../catalog/catalog.ts';
import type { Gain } from './gain.ts';

/** What can be done with an access, most dangerous first. */
const LEVELS: readonly AccessLevel[] = ['Permissions management', 'Write', 'Tagging', 'Read', 'List'];

/** Actions that hand on more than they seem to, whatever their level (IAM User Guide, "Granting a user permissions to pass a role"). */
const HANDS_ON = /^(iam:passrole|sts:assumerole|lambda:(updatefunctioncode|addpermission)|iam:)/;

/** Gains in the order in which a person should read them: open to the world first, then by what can be done. */
export function mostDangerousFirst(gains: readonly Gain[], catalog: Catalog): Gain[] {
  const ranked = gains.map((gain) => ({ gain, rank: [audience(gain), gravity(gain, catalog), -reach(gain)] }));
  return ranked.sort((one, other) => compareRanks(one.rank, other.rank)).map(({ gain }) => gain);
}

function compareRanks(one: number[], other: number[]): number {
  const place = one.findIndex((value, index) => value !== other[index]);
  return place < 0 ? 0 : (one[place] ?? 0) - (other[place] ?? 0);
}

function audience({ principals = [] }: Gain): number {
  if (principals.includes('*')) return 0;
  if (principals.some((principal) => principal.startsWith('arn:aws:iam::*:'))) return 1;
  return 2;
}

function gravity({ actions }: Gain, catalog: Catalog): number {
  return Math.min(...actions.map((action) => gravityOf(action.toLowerCase(), catalog)));
}

function gravityOf(action: string, catalog: Catalog): number {
  if (/^[*?]+(:|$)/.test(action)) return 0;
  if (HANDS_ON.test(action)) return 1;
  const levels = new Set(actionsMatching(catalog, action).map(({ accessLevel }) => accessLevel));
  const worst = LEVELS.findIndex((level) => levels.has(level));
  return worst < 0 ? 2 + LEVELS.indexOf('Write') : 2 + worst;
}

/** Wildcards reach further than names, and a place in more than one. */
function reach({ actions, resources }: Gain): number {
  const wild = (text: string) => (text === '*' ? 3 : text.includes('*') ? 2 : 1);
  return Math.max(...actions.map(wild)) + Math.max(...resources.map(wild));
}
