import { deepEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { difference, holds } from './arbitrary/comparing.ts';
import {
  allow,
  changes,
  type Document,
  type Documents,
  deny,
  resourceAllow,
  resourceDeny,
  type Statement,
} from './arbitrary/documents.ts';
import { REWRITINGS } from './arbitrary/rewriting.ts';
import { OWN_ACTORS } from './arbitrary/vocabulary.ts';

const principal = fc.constantFrom(...OWN_ACTORS.map(({ principal }) => principal), null);
const sides = changes().map(({ before }) => before);

const only = (statement: Statement): Document => ({ Version: '2012-10-17', Statement: [statement] });
const more = (document: Document, statement: Statement): Document => ({
  ...document,
  Statement: [...document.Statement, statement],
});

/** A statement more in each place that can hold one. */
const ADDITIONS: Record<string, (all: Documents, statement: Statement, ofResource: Statement) => Documents> = {
  'identity policy': (all, statement) => ({ ...all, identityPolicies: [...all.identityPolicies, only(statement)] }),
  'resource policy': (all, _, ofResource) => ({
    ...all,
    resourcePolicy: all.resourcePolicy && more(all.resourcePolicy, ofResource),
  }),
  boundary: (all, statement) => ({
    ...all,
    permissionBoundary: all.permissionBoundary && more(all.permissionBoundary, statement),
  }),
  'session policy': (all, statement) => ({
    ...all,
    sessionPolicies: all.sessionPolicies.map((document) => more(document, statement)),
  }),
  'level of the organisation': (all, statement) => ({
    ...all,
    scps: all.scps.map((level) => level.map((document) => more(document, statement))),
  }),
};

describe('policies written otherwise are equal:', () => {
  for (const [name, rewritten] of Object.entries(REWRITINGS)) {
    test(name, () => {
      holds(100, fc.tuple(sides, principal), ([before, whose]) => {
        const equal = { verdict: 'equal', gains: [], losses: [], undecided: [] };
        deepEqual(difference(before, rewritten(before), whose), equal);
        deepEqual(difference(rewritten(before), before, whose), equal);
      });
    });
  }
});

describe('one statement more in each', () => {
  for (const [place, added] of Object.entries(ADDITIONS)) {
    test(`${place}: an Allow takes nothing away, and without it nothing is gained`, () => {
      holds(50, fc.tuple(sides, allow, resourceAllow, principal), ([before, statement, ofResource, whose]) => {
        const after = added(before, statement, ofResource);
        const [there, back] = [difference(before, after, whose), difference(after, before, whose)];
        deepEqual([there.losses, there.undecided, back.gains, back.undecided], [[], [], [], []]);
      });
    });

    test(`${place}: a Deny gives nothing, and without it nothing is lost`, () => {
      holds(50, fc.tuple(sides, deny, resourceDeny, principal), ([before, statement, ofResource, whose]) => {
        const after = added(before, statement, ofResource);
        const [there, back] = [difference(before, after, whose), difference(after, before, whose)];
        deepEqual([there.gains, there.undecided, back.losses, back.undecided], [[], [], [], []]);
      });
    });
  }
});
