import { deepEqual, equal, match } from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { awsForFile } from '../embedded/own-aws.ts';
import { DOCUMENTED } from './second-leg/documented.ts';
import { elementsCases } from './second-leg/elements.ts';
import { type Answer, engineDecision, type Written } from './second-leg/engine.ts';
import { type IamApi, iamApi, simulate } from './second-leg/iam-api.ts';
import { ACCOUNT, CONTEXT, conditionCases, OBJECT, READ, WRITE } from './second-leg/operators.ts';
import { KNOWN_DIFFERENCES, simulatorParameters } from './second-leg/simulator-differences.ts';

let aws: EmbeddedAws;
let iam: IamApi;

before(async () => {
  aws = await awsForFile();
  iam = iamApi(aws, ACCOUNT);
});

function engine(written: Written, action = READ, resource = OBJECT, context = {}): Answer {
  return engineDecision(written, {
    principal: `arn:aws:iam::${ACCOUNT}:user/alice`,
    principalAccount: ACCOUNT,
    action,
    resource,
    resourceAccount: ACCOUNT,
    context: { ...CONTEXT, ...context },
  });
}

interface Generated {
  title: string;
  policy: object;
}

/** Both decide all cases alike, and the cases have every decision among them. */
async function agree(cases: Generated[], actions: string[]): Promise<void> {
  const found = await Promise.all(
    cases.map(async ({ title, policy }) => ({
      title,
      engine: actions.map((action) => engine({ identity: [policy] }, action)),
      simulator: await simulate(iam, [policy], actions, [OBJECT]),
    })),
  );
  deepEqual(
    found.filter((one) => one.engine.join() !== one.simulator.join()),
    [],
  );
  const decisions = new Set(found.flatMap((one) => one.simulator));
  deepEqual([...decisions].sort(), ['Allowed', 'ExplicitlyDenied', 'ImplicitlyDenied']);
}

describe('the engine and the simulator agree about', () => {
  for (const [operator, cases] of conditionCases()) {
    test(`${operator}: ${cases.length} conditions, as Allow and as Deny`, () => agree(cases, [READ, WRITE]));
  }

  const elements = elementsCases();
  test(`actions and resources: ${elements.length} statements`, () => agree(elements, [READ]));
});

for (const [page, cases] of Object.entries(DOCUMENTED)) {
  describe(page, () => {
    for (const [title, policies, decision, { action = READ, resource = OBJECT } = {}] of cases) {
      test(`${title}: ${decision}`, async () => {
        equal(engine({ identity: policies }, action, resource), decision);
        deepEqual(await simulate(iam, policies, [action], [resource]), [decision]);
      });
    }
  });
}

describe('known differences from the simulator', () => {
  for (const known of KNOWN_DIFFERENCES) {
    test(`${known.title}: ${known.engine}, there ${known.simulator}`, async () => {
      match(known.page, /^https:\/\/docs\.aws\.amazon\.com\//);
      const { policies, boundary, resourcePolicy, context, resource = OBJECT, first } = known;
      const written = { identity: policies, boundary, resource: resourcePolicy };
      equal(engine(written, READ, resource, context), known.engine);
      const resources = first === undefined ? [resource] : [first, resource];
      const simulated = await simulate(iam, policies, [READ], resources, simulatorParameters(known));
      equal(simulated[resources.length - 1] ?? 'Nothing', known.simulator, 'is the difference gone?');
    });
  }

  test('are differences, each listed once', () => {
    deepEqual(
      KNOWN_DIFFERENCES.filter(({ engine, simulator }) => engine === simulator),
      [],
    );
    equal(new Set(KNOWN_DIFFERENCES.map(({ title }) => title)).size, KNOWN_DIFFERENCES.length);
  });
});
