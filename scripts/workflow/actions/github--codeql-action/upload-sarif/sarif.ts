import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

interface Run {
  tool?: { driver?: { name?: string } };
  automationDetails?: { id?: string };
}

interface Log {
  version: unknown;
  runs: Run[];
}

export interface Packed {
  /** By gzip, as base64. */
  sarif: string;
  tools: string[];
}

/** One upload of a SARIF file, or of all in a folder: `.sarif`, as the published action takes them. */
export async function packed(path: string, category: string): Promise<Packed> {
  const logs = await Promise.all((await filesOf(path)).map(readLog));
  const runs = logs.flatMap((log) => log.runs);
  if (category !== '') for (const run of runs) run.automationDetails ??= { id: `${category.replace(/\/$/, '')}/` };
  const text = JSON.stringify({ ...logs[0], runs });
  const tools = runs.map((run) => run.tool?.driver?.name ?? '').filter((name) => name !== '');
  return { sarif: gzipSync(text).toString('base64'), tools: [...new Set(tools)] };
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new Error(`Path does not exist: ${path}`);
  if (!found.isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  const files = names.filter((name) => name.endsWith('.sarif')).map((name) => join(path, name));
  if (files.length > 0) return files.sort();
  throw new Error(`No SARIF files found to upload in "${path}".`);
}

async function readLog(file: string): Promise<Log> {
  try {
    const log = JSON.parse(await readFile(file, 'utf8')) as Log;
    if (Array.isArray(log?.runs)) return log;
  } catch {
    // Told below.
  }
  throw new Error(`Invalid SARIF. ${file} is no JSON with runs.`);
}
