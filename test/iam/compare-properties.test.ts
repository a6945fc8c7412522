import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Gain } from '../../scripts/iam/compare/gain.ts';
import { compiled, difference, holds, isAllowed, isInside, restrictedTo } from './arbitrary/comparing.ts';
import { changes, type Documents } from './arbitrary/documents.ts';
import { isConceivable, spokenFor } from './arbitrary/principals.ts';
import { ownerIn, requests } from './arbitrary/requests.ts';
import { ACTIONS, ACTORS, OWN_ACTORS, RESOURCES } from './arbitrary/vocabulary.ts';

const MIRRORED = { equal: 'equal', narrower: 'broader', broader: 'narrower', incomparable: 'incomparable' } as const;
const someone = fc.constantFrom(...OWN_ACTORS.map(({ principal }) => principal), 'arn:aws:iam::111122223333:role/App');

/** The same properties hold of one principal's access and of everybody's. */
const COMPARISONS = [
  { whose: 'one principal', principals: someone as fc.Arbitrary<string | null>, change: changes(4), runs: 200 },
  { whose: 'everybody', principals: fc.constant<string | null>(null), change: changes(7), runs: 60 },
];

for (const { whose, principals, change, runs } of COMPARISONS) {
  const drawn = fc.record({ change, principal: principals });

  describe(`comparing the access of ${whose}`, () => {
    test('policies are equal to themselves, and nothing is undecided', () => {
      holds(150, drawn, ({ change: { before }, principal }) => {
        deepEqual(difference(before, before, principal), { verdict: 'equal', gains: [], losses: [], undecided: [] });
      });
    });

    test('the other way round, what was gained is lost', () => {
      holds(runs, drawn, ({ change: { before, after }, principal }) => {
        const forth = difference(before, after, principal);
        const back = difference(after, before, principal);
        equal(back.verdict, MIRRORED[forth.verdict]);
        deepEqual([pointsIn(back.gains), pointsIn(back.losses)], [pointsIn(forth.losses), pointsIn(forth.gains)]);
      });
    });

    test('each witness is inside its gain, and decided differently', () => {
      holds(runs, drawn, ({ change: { before, after }, principal }) => {
        const sides = { before: compiled(before), after: compiled(after) };
        const { gains, losses } = difference(before, after, principal);
        for (const gain of [...gains, ...losses])
          ok(isInside(gain.witness.action, gain.witness.resource, gain), JSON.stringify(gain));
        for (const { witness } of gains)
          deepEqual([isAllowed(witness, sides.before), isAllowed(witness, sides.after)], [false, true]);
        for (const { witness } of losses)
          deepEqual([isAllowed(witness, sides.before), isAllowed(witness, sides.after)], [true, false]);
      });
    });

    test('each action on each resource inside a gain is newly allowed', () => {
      const points = fc.array(fc.tuple(fc.constantFrom(...ACTIONS), fc.constantFrom(...RESOURCES)), {
        minLength: 8,
        maxLength: 8,
      });
      holds(
        runs,
        fc.tuple(drawn, points),
        ([
          {
            change: { before, after },
            principal,
          },
          all,
        ]) => {
          for (const gain of difference(before, after, principal).gains) {
            for (const [action, resource] of all) {
              if (!isInside(action, resource, gain) || !isConceivable(resource, gain)) continue;
              const only = difference(
                restrictedTo(before, action, resource),
                restrictedTo(after, action, resource),
                principal,
              );
              ok(only.gains.length > 0, `${action} on ${resource} is inside ${JSON.stringify(gain)}`);
            }
          }
        },
      );
    });
  });
}

/** What of the vocabulary is inside, of the resources whose owner is not known. */
function pointsIn(gains: Gain[]): string[] {
  const anybodys = RESOURCES.filter((resource) => ownerIn(resource) === null);
  const points = ACTIONS.flatMap((action) => anybodys.map((resource) => [action, resource] as const));
  return points.flatMap(([action, resource]) =>
    gains.some((gain) => isInside(action, resource, gain)) ? [`${action} ${resource}`] : [],
  );
}

/** Services that no policy names are not compared. */
function isNamed(principal: string, written: string): boolean {
  if (principal === '*') return written.includes('"Principal"') || written.includes('"NotPrincipal"');
  return principal.startsWith('arn:') || written.includes(principal);
}

function newlyAllowed(
  before: Documents,
  after: Documents,
  all: ReturnType<typeof requests> extends fc.Arbitrary<infer R> ? R[] : never,
) {
  const sides = { before: compiled(before), after: compiled(after) };
  return all.filter((request) => isAllowed(request, sides.after) && !isAllowed(request, sides.before));
}

test('what a request of the principal is newly allowed is inside a gain', () => {
  const drawn = fc.tuple(changes(4), fc.array(requests(OWN_ACTORS), { minLength: 20, maxLength: 20 }));
  holds(500, drawn, ([{ before, after }, all]) => {
    for (const request of newlyAllowed(before, after, all)) {
      const { gains, undecided } = difference(before, after, request.principal);
      ok(
        [...gains, ...undecided].some((gain) => isInside(request.action, request.resource, gain)),
        JSON.stringify({ request, gains }),
      );
    }
  });
});

test('what anybody’s request is newly allowed is inside a gain that speaks of them', () => {
  const drawn = fc.tuple(changes(7), fc.array(requests(ACTORS), { minLength: 20, maxLength: 20 }));
  holds(400, drawn, ([{ before, after }, all]) => {
    const written = JSON.stringify([before, after]);
    const newly = newlyAllowed(before, after, all).filter(({ principal }) => isNamed(principal, written));
    if (newly.length === 0) return;
    const { gains, undecided } = difference(before, after, null);
    for (const request of newly) {
      const around = [...gains.filter((gain) => spokenFor(request, gain.principals ?? [])), ...undecided];
      ok(
        around.some((gain) => isInside(request.action, request.resource, gain)),
        JSON.stringify({ request, gains }),
      );
    }
  });
});
