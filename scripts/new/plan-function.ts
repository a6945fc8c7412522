import { UserError } from '../cli/errors.ts';
import { didYouMean } from '../template/near-names.ts';
import { parseTemplate } from '../template/source.ts';
import { checkDeployedNames } from './deployed-names.ts';
import { withSteps } from './edit/scenario.ts';
import { environmentsOf, settingsOf, startCommand, withParameters } from './environments.ts';
import { checkName, pascal } from './names.ts';
import { checkFree, created, edited, newFiles, type Plan, type PlannedFile } from './plan.ts';
import { trustPolicy } from './plan-stack.ts';
import { withFunction } from './template.ts';
import {
  emptyScenario,
  FUNCTION_EVENTS,
  functionHandler,
  functionHandlerTest,
  functionScenario,
  stepsName,
} from './texts/function-code.ts';
import { ownLogs, policyText } from './texts/policy.ts';
import { isEntry, SCENARIOS, type Tree } from './tree.ts';

/** One more function of a stack, which may write its own logs and nothing else. */
export function planFunction(tree: Tree, name: string, wantedStack: string | undefined): Plan {
  checkName('function', name);
  checkFree(tree, [`functions/${name}`]);
  const stack = stackFor(tree, wantedStack);
  const id = pascal(name);
  checkDeployedNames(tree, [
    { of: 'function', name },
    { of: 'role', name: `${id}Role` },
  ]);
  const template = `templates/${stack}.yaml`;
  const before = tree.texts.get(template) ?? '';
  const names = { [`${id}Name`]: name, [`${id}RoleName`]: `${id}Role` };
  const files = [
    ...edited(template, before, withFunction({ file: template, text: before, parse: parseTemplate }, name)),
    ...withParameters(tree, { stack, names }),
    created(`policies/${name}.json`, policyText([ownLogs(id)])),
    ...trustPolicy(tree),
    created(`functions/${name}/handler.ts`, functionHandler(name)),
    ...Object.entries(FUNCTION_EVENTS).map(([file, text]) => created(`functions/${name}/events/${file}`, text)),
    ...(isEntry(tree, 'test/functions') ? [created(`test/functions/${name}.test.ts`, functionHandlerTest(name))] : []),
    ...(isEntry(tree, SCENARIOS) ? steps(tree, stack, name) : []),
  ];
  checkFree(tree, newFiles(files));
  return {
    ...{ kind: 'function', name, files },
    next: [
      [startCommand(tree, stack), 'deploys it to the embedded AWS, and tries what it does and refuses'],
      ['npm run review -- --base HEAD', 'after your changes: which grant its calls lack, and which no call uses'],
      [`npm run prove -- ${stack}`, 'whether a step tries each grant'],
    ],
  };
}

function stackFor(tree: Tree, wanted: string | undefined): string {
  const files = [...tree.texts.keys()].filter((file) => /^templates\/[^/]+$/.test(file));
  const known = files.map((file) => file.replace(/^templates\/(.*)\.\w+$/, '$1'));
  const candidates = known.filter((stack) => !isOfPeople(tree, stack));
  const [only, ...others] = candidates;
  if (wanted === undefined) {
    if (only !== undefined && others.length === 0) return only;
    const named = candidates.length === 0 ? 'there is none' : candidates.join(', ');
    throw new UserError(`name the stack that the function belongs to, --stack NAME: ${named}`);
  }
  if (!known.includes(wanted)) throw new UserError(`no stack is called '${wanted}'${didYouMean(wanted, candidates)}`);
  if (isOfPeople(tree, wanted)) {
    throw new UserError(`${wanted} is deployed by people, for and around the other stacks: choose another stack`);
  }
  if (!tree.texts.has(`templates/${wanted}.yaml`)) {
    throw new UserError(
      `functions are added to templates/${wanted}.yaml, and the stack has another file: rewrite it as that`,
    );
  }
  return wanted;
}

function isOfPeople(tree: Tree, stack: string): boolean {
  return environmentsOf(tree).some((environment) => settingsOf(environment, stack)?.byPeople !== undefined);
}

function steps(tree: Tree, stack: string, name: string): PlannedFile[] {
  const file = `${SCENARIOS}/${stack}.ts`;
  const before = tree.texts.get(file) ?? null;
  const call = { name: stepsName(name), from: `../${stack}/${name}.ts` };
  const text = withSteps(file, before ?? emptyScenario(stack), call);
  return [{ file, before, text }, created(`scripts/scenario/${stack}/${name}.ts`, functionScenario(name))];
}
