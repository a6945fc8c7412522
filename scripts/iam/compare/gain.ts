import type { Request } from '../decide/evaluate.ts';
import type { Caller } from './caller.ts';
import { type Block, type Cell, type Compared, type Direction, ownerOf } from './cells.ts';
import { type Cover, coverOf, isWithin } from './cover.ts';
import { globOf, globText, globWritten, instanceOf } from './glob.ts';
import type { TextClass } from './text-classes.ts';

/** Access that one side gives and the other does not, with a request that shows it. */
export interface Gain {
  actions: string[];
  notActions?: string[];
  resources: string[];
  notResources?: string[];
  /** Left out when the comparison is for one principal. */
  principals?: string[];
  witness: Request;
}

/** A gain before a witness is made for it. */
export interface Region {
  actions: Cover;
  resources: Cover;
  caller: Caller;
  action: TextClass;
  cell: Cell;
}

/** What differs for one caller, in few pieces: actions with the same resources are told together. */
export function regionsOf(
  { caller, actionGlobs, actionClasses, spelling, blocks }: Compared,
  direction: Direction,
): Region[] {
  const places = new Map(actionClasses.map((action, place) => [action, place]));
  const groups = new Map<string, { covers: Cover[]; blocks: { block: Block; cells: Cell[] }[] }>();
  for (const block of blocks) {
    const cells = block.cells.filter((cell) => cell.direction === direction);
    if (cells.length === 0) continue;
    const covers = resourceCovers(block, cells, caller);
    const key = JSON.stringify([covers, cells.every(({ context }) => context.proven)]);
    const group = groups.get(key) ?? { covers, blocks: [] };
    group.blocks.push({ block, cells });
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) => {
    const actions = group.blocks.flatMap(({ block }) => block.actions);
    const chosen = new Set(actions.flatMap((action) => places.get(action) ?? []));
    return coverOf(actionGlobs, actionClasses, chosen).flatMap((cover) =>
      group.covers.flatMap((resources) => {
        const shown = group.blocks.flatMap(({ block, cells }) => shownIn(block, cells, cover, resources));
        return shown.slice(0, 1).map((one) => ({ actions: respelled(cover, spelling), resources, caller, ...one }));
      }),
    );
  });
}

/** An action of the block in the cover with what was found for it: every cover has one of some block. */
function shownIn({ actions }: Block, cells: readonly Cell[], cover: Cover, resources: Cover) {
  const [cell] = [...cells.filter(({ resource }) => isWithin(resource.text, resources)), ...cells];
  const action = actions.find(({ text }) => isWithin(text, cover));
  return action === undefined || cell === undefined ? [] : [{ action, cell }];
}

/** Of resources that may be anybody's, those of the caller's own account are left out when only others' differ. */
function resourceCovers({ resourceGlobs, resources }: Block, cells: readonly Cell[], { account }: Caller): Cover[] {
  const places = new Map(resources.map((resource, place) => [resource, place]));
  const own = new Set(cells.flatMap(({ relation, resource }) => (relation === 'same' ? [resource] : [])));
  const everywhere = cells.filter(({ resource }) => own.has(resource) || !mayBeOwn(resource));
  const elsewhere = cells.filter(({ resource }) => !own.has(resource) && mayBeOwn(resource));
  const covers = (some: readonly Cell[]) =>
    some.length === 0
      ? []
      : coverOf(resourceGlobs, resources, new Set(some.flatMap(({ resource }) => places.get(resource) ?? [])));
  const notOwn = account === '' ? null : globOf(`arn:*:*:*:${account}:*`);
  return [
    ...covers(everywhere),
    ...covers(elsewhere).map(({ include, exclude }) => {
      // As plain text the exclusion can reach further than the account's own ARNs.
      const isAll = notOwn === null || include.every((glob) => notOwn.matches(instanceOf(globWritten(glob))));
      return { include, exclude: isAll ? exclude : [...exclude, globText(notOwn)] };
    }),
  ];
}

function mayBeOwn({ text }: TextClass): boolean {
  return text.split(':')[4] !== '' && ownerOf(text) === null;
}

function respelled({ include, exclude }: Cover, spelling: ReadonlyMap<string, string>): Cover {
  const spell = (text: string) => spelling.get(text) ?? text;
  return { include: include.map(spell), exclude: exclude.map(spell) };
}
