import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../../../../scripts/scenario/eventually.ts';
import { STUDENT } from './using.ts';
import { kept, type Step, tokenOf, type Visit } from './visit.ts';

/** What nobody gets, while somebody is signed in. */
export const GUARDED: Step[] = [
  [
    'no response, script or storage holds the API key, and the policy was never violated',
    async (visit) => {
      const { place, watch } = visit;
      await tokenOf(visit);
      const texts = [...watch.texts, ...(await kept(visit))];
      ok(texts.length > 40 && texts.some((text) => text.includes(STUDENT.id.slice(4, 9))));
      for (const form of [place.key, encodeURIComponent(place.key), Buffer.from(place.key).toString('base64')]) {
        ok(!texts.some((text) => text.includes(form)));
      }
      deepEqual(watch.problems, []);
    },
  ],
  [
    'a page of another origin reads nothing',
    async (visit) => {
      const server = await otherSite();
      await readsNothing(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, visit).finally(() =>
        server.close(),
      );
    },
  ],
  [
    'past the site the API answers 403 without the key, and 429 beyond the limits',
    async (visit) => {
      const { place, page } = visit;
      const token = await tokenOf(visit);
      const url = `${place.endpoint}/_aws/execute-api/${place.student.ApiId}/${place.student.StageName}/students?limit=1`;
      const headers = { authorization: `Bearer ${token}` };
      equal((await fetch(url, { headers })).status, 403);
      const isRefused = () =>
        page.evaluate(async (authorization) => {
          const path = `/api/backup/${crypto.randomUUID()}`;
          const answers = Array.from({ length: 30 }, () => fetch(path, { headers: { authorization } }));
          return (await Promise.all(answers)).some(({ status }) => status === 429);
        }, headers.authorization);
      await eventually('a refused call', async () => ((await isRefused()) ? true : undefined));
    },
  ],
];

async function otherSite(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>elsewhere</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function readsNothing(origin: string, visit: Visit): Promise<void> {
  const { place, browser } = visit;
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(origin);
  const token = await tokenOf(visit);
  const url = `${place.site}/api/students`;
  for (const init of [{}, { headers: { authorization: `Bearer ${token}` } }]) {
    const read = elsewhere.evaluate(([url, given]) => fetch(url as string, given as RequestInit).then(() => 'read'), [
      url,
      init,
    ] as const);
    match(await read.catch(String), /Failed to fetch/);
  }
  const answer = await fetch(url, { headers: { origin, authorization: `Bearer ${token}` } });
  deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [200, null]);
}
