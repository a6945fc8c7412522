import { readRepositoryFile } from '../template/files.ts';
import { locator } from '../template/source.ts';
import { actionNamed } from './catalog/actions.ts';
import type { Catalog } from './catalog/catalog.ts';
import { readCatalog } from './catalog/read.ts';
import { BEHIND } from './code/operations.ts';
import { isOpaque } from './code/packages.ts';
import { isOwn, readProgram } from './code/program.ts';
import { reachedFrom } from './code/reach.ts';
import { seenIn } from './code/seen.ts';
import { type CodeAccess, type SdkCall, serviceOf } from './sdk-call.ts';

/**
 * The AWS calls that run when a handler does: in its file and in those of the repository that it imports, in what is
 * reached of them alone. Code is parsed, never run.
 * @param entry the handler's file, relative to `root` with `/`
 * @param handler the export that Lambda calls; null for any
 * @returns null when there is no such file, or none that can be read
 */
export async function codeAccess(
  root: string,
  entry: string,
  handler: string | null = null,
  catalog: Catalog = readCatalog(),
): Promise<CodeAccess | null> {
  const program = await readProgram(entry, (file) => readRepositoryFile(root, file).catch(() => null));
  const module = program.modules.get(entry);
  if (module === undefined) return null;
  try {
    const { calls, unseen } = seenIn(program, reachedFrom(program, module, handler));
    const packages = [...program.modules.values()].flatMap(({ loads }) => loads.filter((load) => !isOwn(load)));
    if (packages.some((name) => /xray|tracer|opentelemetry/i.test(name))) unseen.add('xray');
    if (!program.isWhole || packages.some(isOpaque)) unseen.add('*');
    const known = calls.filter(({ action }) => actionNamed(catalog, action) !== null);
    for (const call of calls) if (!known.includes(call)) unseen.add(serviceOf(call.action));
    for (const { action } of known) for (const service of BEHIND[serviceOf(action)] ?? []) unseen.add(service);
    const places = new Map([...program.modules.values()].map(({ file, text }) => [file, locator(text, file)]));
    return {
      calls: known.flatMap(({ file, start, ...call }) => {
        const at = places.get(file)?.(start);
        return at ? [{ ...call, ...at }] : [];
      }),
      unseen,
    };
  } catch (error) {
    // Nobody writes code that is nested so deep that following it ends the stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The calls alone; none for code that cannot be read, which is the bundler's to report. */
export async function sdkCalls(root: string, entry: string): Promise<SdkCall[]> {
  return [...((await codeAccess(root, entry))?.calls ?? [])];
}
