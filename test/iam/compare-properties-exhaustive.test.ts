import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compiled, difference, holds, isAllowed, isInside } from './arbitrary/comparing.ts';
import type { Documents } from './arbitrary/documents.ts';
import { TINY_ACTIONS, TINY_RESOURCES, tinyDocuments, tinyRequests } from './arbitrary/tiny.ts';
import { OWN_ACTORS } from './arbitrary/vocabulary.ts';

const POINTS = TINY_ACTIONS.flatMap((action) => TINY_RESOURCES.map((resource) => [action, resource] as const));

/** The actions on resources that some request of all there are may newly do. */
function newlyAllowed(before: Documents, after: Documents): string[] {
  const sides = { before: compiled(before), after: compiled(after) };
  const written = JSON.stringify([before, after]);
  return POINTS.filter(([action, resource]) => {
    for (const request of tinyRequests(action, resource, written)) {
      if (isAllowed(request, sides.after) && !isAllowed(request, sides.before)) return true;
    }
    return false;
  }).map((point) => point.join(' '));
}

test('gains and losses are what going through all requests finds, no more and no less', () => {
  const principal = OWN_ACTORS[0]?.principal ?? null;
  holds(50, fc.record({ before: tinyDocuments, after: tinyDocuments }), ({ before, after }) => {
    const { gains, losses, undecided } = difference(before, after, principal);
    const inside = (all: typeof gains) =>
      POINTS.filter((point) => all.some((gain) => isInside(...point, gain))).map((point) => point.join(' '));
    deepEqual(
      { gains: inside(gains), losses: inside(losses), undecided },
      { gains: newlyAllowed(before, after), losses: newlyAllowed(after, before), undecided: [] },
    );
  });
});
