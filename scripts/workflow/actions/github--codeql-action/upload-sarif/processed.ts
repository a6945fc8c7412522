import { setTimeout } from 'node:timers/promises';
import { call, jsonOf, saidBy } from '../../toolkit/http.ts';

const NAME = 'code scanning';
const PAUSE_MS = 1_000;

/** Waits until code scanning has taken an upload. @throws Error with what is wrong with it, or when that takes too long */
export async function processed(url: string, headers: Record<string, string>, patience: number): Promise<void> {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    const response = await call(NAME, url, { headers });
    if (!response.ok) throw new Error(`What became of the SARIF file is not told: ${await saidBy(response)}`);
    const { processing_status: status, errors } = await jsonOf(NAME, response);
    if (status === 'complete') return;
    if (status === 'failed')
      throw new Error(`Code Scanning could not process the submitted SARIF file: ${[errors].flat().join('; ')}`);
    await setTimeout(PAUSE_MS);
  }
  throw new Error(`Code Scanning did not process the SARIF file within ${patience / 1000} s`);
}
