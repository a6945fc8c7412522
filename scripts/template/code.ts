import { listRepositoryFolder, realPathInside } from './files.ts';
import { mistakeAt } from './mistake.ts';
import { didYouMean } from './near-names.ts';
import { NAME } from './repository.ts';
import type { Path, Source } from './source.ts';
import { isMap, type Json } from './walk.ts';

/** A place in a template that stands for a function's code. */
export interface CodeReference {
  functionName: string;
  logicalId: string;
  /** Of the value to replace: `Code`, or a branch of its `Fn::If`. */
  path: Path;
  /** `Handler`, where it is written out. */
  handler: string | null;
}

/** Finds `Code: ../functions/<name>`; inline code and code that is in a bucket already are left alone. */
export function findCode(template: Source): CodeReference[] {
  const { Resources }: Json = isMap(template.value) ? template.value : {};
  return Object.entries(isMap(Resources) ? Resources : {}).flatMap(([logicalId, resource]) => {
    if (!isMap(resource) || resource.Type !== 'AWS::Lambda::Function' || !isMap(resource.Properties)) return [];
    const { Code, Handler } = resource.Properties;
    const handler = typeof Handler === 'string' ? Handler : null;
    const places = branches(Code, ['Resources', logicalId, 'Properties', 'Code']);
    return places.map(({ path, text }) => ({ functionName: nameOf(template, text, path), logicalId, path, handler }));
  });
}

function branches(code: unknown, path: Path): { path: Path; text: string }[] {
  if (typeof code === 'string') return [{ path, text: code }];
  const choice = isMap(code) ? code['Fn::If'] : undefined;
  if (!Array.isArray(choice)) return [];
  return [1, 2].flatMap((index) => branches(choice[index], [...path, 'Fn::If', index]));
}

function nameOf(template: Source, text: string, path: Path): string {
  const name = /^\.\.\/functions\/([^/]+)\/?$/.exec(text)?.[1] ?? '';
  if (NAME.test(name) && name !== 'shared') return name;
  throw mistakeAt(template.at(path), `Code takes ../functions/<name>, not '${text}'`);
}

/** A clear error when the function is not there, rather than esbuild's. */
export async function checkCodeExists(root: string, template: Source, { functionName, path }: CodeReference) {
  if (await realPathInside(root, `functions/${functionName}/handler.ts`)) return;
  const known = (await listRepositoryFolder(root, 'functions')).filter((name) => name !== 'shared');
  // The folder is there and its handler is not: its own name would be no help.
  const hint = known.includes(functionName) ? '' : didYouMean(functionName, known);
  const message = `there is no functions/${functionName}/handler.ts${hint}`;
  throw mistakeAt(template.at(path), message);
}

/** Lambda would find this out at the first call only. */
export function checkHandler(template: Source, { functionName, logicalId, handler }: CodeReference, exports: string[]) {
  if (handler === null) return;
  const exported = /^index\.(\w+)$/.exec(handler)?.[1];
  if (exported !== undefined && exports.includes(exported)) return;
  const position = template.at(['Resources', logicalId, 'Properties', 'Handler']);
  const file = `functions/${functionName}/handler.ts`;
  if (exported !== undefined)
    throw mistakeAt(position, `${file} exports no '${exported}'${didYouMean(exported, exports)}`);
  throw mistakeAt(position, `the bundle is index.mjs: Handler takes index.<export of ${file}>, not '${handler}'`);
}
