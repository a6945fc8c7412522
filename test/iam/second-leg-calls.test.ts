import { deepEqual, equal, match } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { remove, start, temporaryFolder } from '../embedded/fixture.ts';
import { foreignCases } from './second-leg/foreign.ts';
import { grantCases } from './second-leg/grants.ts';
import { keyCases } from './second-leg/keys.ts';
import { listingCases } from './second-leg/listings.ts';
import { ask, type LiveCase } from './second-leg/live.ts';
import { S3_DIFFERENCES } from './second-leg/live-differences.ts';
import { resourcePolicyCases } from './second-leg/resource-policies.ts';
import { SERVICE_DIFFERENCES } from './second-leg/service-differences.ts';
import { setCases } from './second-leg/sets.ts';
import { tableCases } from './second-leg/tables.ts';
import { trustCases } from './second-leg/trust.ts';
import { webIdentityCases } from './second-leg/web-identity.ts';
import { type World, world } from './second-leg/world.ts';
import { writeCases } from './second-leg/writes.ts';

const SUBJECTS: Record<string, (at: World) => Promise<LiveCase[]>> = {
  'users and roles under limits, at buckets': grantCases,
  'other accounts and nobody, at buckets': foreignCases,
  'keys that every request has': keyCases,
  'conditions on a listing, with every operator': listingCases,
  'conditions on keys of several values': setCases,
  'conditions on a write': writeCases,
  'items of a table': tableCases,
  'queues and secrets with policies': resourcePolicyCases,
  'roles that trust': trustCases,
  'roles that trust a token': webIdentityCases,
};

const KNOWN_DIFFERENCES = [...S3_DIFFERENCES, ...SERVICE_DIFFERENCES];

let folder: string;
let at: World;

before(async () => {
  folder = await temporaryFolder();
  at = world(await start(folder));
});

after(async () => {
  at.close();
  await at.aws.stop();
  await remove(folder);
});

describe('the engine and the embedded AWS agree about', () => {
  for (const [subject, cases] of Object.entries(SUBJECTS)) {
    test(subject, async (t) => {
      const found = await ask(at, await cases(at));
      t.diagnostic(`${found.length} calls`);
      deepEqual(
        found.filter(({ engine, embedded }) => engine !== embedded),
        [],
      );
      const answers = new Set(found.map(({ embedded }) => embedded));
      equal(answers.has('Allowed') && answers.size > 1, true, 'some were allowed and some denied');
    });
  }
});

describe('known differences from the embedded AWS', () => {
  for (const [index, { title, page, engine, embedded, make }] of KNOWN_DIFFERENCES.entries()) {
    test(`${title}: ${engine}, there ${embedded}`, async () => {
      match(page, /^https:\/\/docs\.aws\.amazon\.com\//);
      const [found] = await ask(at, [await make(at, `difference-${index}`)]);
      equal(found?.engine, engine);
      equal(found?.embedded, embedded, 'is the difference gone?');
    });
  }

  test('are differences, each listed once', () => {
    deepEqual(
      KNOWN_DIFFERENCES.filter(({ engine, embedded }) => engine === embedded),
      [],
    );
    equal(new Set(KNOWN_DIFFERENCES.map(({ title }) => title)).size, KNOWN_DIFFERENCES.length);
  });
});
