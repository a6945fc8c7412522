import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const ON_MACOS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

type Environment = Partial<Record<'CHROME_PATH' | 'PATH', string>>;

/** The program of an installed Chromium or Chrome: CHROME_PATH, or the first on the PATH; null when there is none. */
export function findBrowser(env: Environment = process.env, elsewhere: readonly string[] = ON_MACOS): string | null {
  if (env.CHROME_PATH) return env.CHROME_PATH;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const programs = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...elsewhere];
  return programs.find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function reasonWithout(program: string | null): string | false {
  return (
    program === null &&
    'there is no Chromium or Chrome: apt install chromium, or brew install --cask google-chrome, ' +
      'or set CHROME_PATH to its program'
  );
}

/** Why tests in a browser are skipped; false when they are not. */
export const withoutBrowser = reasonWithout(findBrowser());

export async function launchBrowser(env: Environment = process.env, elsewhere = ON_MACOS): Promise<Browser> {
  const executablePath = findBrowser(env, elsewhere);
  if (executablePath === null) throw new Error(String(reasonWithout(null)));
  if (!isProgram(executablePath)) throw new Error(`CHROME_PATH is ${executablePath}: no program`);
  // Chromium's sandbox refuses root, which is what containers run as.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args, headless: true });
}
