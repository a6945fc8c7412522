import { projectFolder } from '../../../cli/project.ts';
import { builtScript, builtStyle } from '../../../deployment/after/built-sources.ts';
import type { Assets } from './markup/document.ts';

const FOLDER = 'scripts/review/output/html/browser';

/** From this checkout, never from the one under review. */
export async function readAssets(): Promise<Assets> {
  const [script, style] = await Promise.all([
    builtScript(projectFolder, FOLDER, `${FOLDER}/start.ts`),
    builtStyle(projectFolder, `${FOLDER}/styles.css`),
  ]);
  return { script: textOf(script), style: textOf(style) };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trimEnd();
}
