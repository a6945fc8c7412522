import { projectFolder } from '../../../cli/project.ts';
import { builtScript, builtStyle } from '../../../deployment/after/built-sources.ts';
import type { Assets } from './markup/document.ts';

const FOLDER = 'scripts/review/output/html/browser';

/** In this order: later ones win. */
const STYLES = ['page', 'explorer', 'drawing', 'lists'];

/** From this checkout, never from the one under review. */
export async function readAssets(): Promise<Assets> {
  const [script, ...styles] = await Promise.all([
    builtScript(projectFolder, FOLDER, `${FOLDER}/start.ts`),
    ...STYLES.map((name) => builtStyle(projectFolder, `${FOLDER}/styles/${name}.css`)),
  ]);
  return { script: textOf(script), style: styles.map(textOf).join('\n') };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trimEnd();
}
