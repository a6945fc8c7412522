import { UserError } from '../cli/errors.ts';
import { checkDeployedNames } from './deployed-names.ts';
import { startCommand, withParameters } from './environments.ts';
import { checkName, pascal } from './names.ts';
import { checkFree, created, newFiles, type Plan, type PlannedFile } from './plan.ts';
import { sharedFiles } from './shared.ts';
import { LAMBDA_TRUST, mayWrite, nothingWithoutTls, ownLogs, policyText } from './texts/policy.ts';
import { stackTemplate } from './texts/stack.ts';
import { STACK_EVENTS, stackHandler, stackHandlerTest, stackScenario } from './texts/stack-code.ts';
import { isEntry, SCENARIOS, type Tree } from './tree.ts';

/** A bucket and a function that writes to it: the smallest stack that has all that stacks have here. */
export function planStack(tree: Tree, name: string): Plan {
  checkName('stack', name);
  if (!isEntry(tree, 'templates'))
    throw new UserError('there is no folder templates/ here: make it, or say --root DIR');
  const endings = ['yaml', 'yml', 'json', 'template'];
  checkFree(tree, [`functions/${name}`, ...endings.map((ending) => `templates/${name}.${ending}`)]);
  const id = pascal(name);
  checkDeployedNames(tree, [
    { of: 'bucket', name },
    { of: 'function', name },
    { of: 'role', name: `${id}Role` },
  ]);
  const names = { BucketName: name, FunctionName: name, RoleName: `${id}Role` };
  const files = [
    created(`templates/${name}.yaml`, stackTemplate(name)),
    ...withParameters(tree, { stack: name, names }),
    created(`policies/${name}.json`, policyText([mayWrite(id), ownLogs(id)])),
    created(`policies/${name}-bucket.json`, policyText([nothingWithoutTls(id)])),
    ...trustPolicy(tree),
    ...sharedFiles(tree, ['environment.ts', 'failure.ts', 'objects.ts']),
    created(`functions/${name}/handler.ts`, stackHandler(name)),
    ...Object.entries(STACK_EVENTS).map(([file, text]) => created(`functions/${name}/events/${file}`, text)),
    ...(isEntry(tree, 'test/functions/client-answers.ts')
      ? [created(`test/functions/${name}.test.ts`, stackHandlerTest(name))]
      : []),
    ...(isEntry(tree, SCENARIOS) ? [created(`${SCENARIOS}/${name}.ts`, stackScenario(name))] : []),
  ];
  checkFree(tree, newFiles(files));
  return {
    ...{ kind: 'stack', name, files },
    next: [
      [startCommand(tree, name), 'deploys it to the embedded AWS, and tries what it does and refuses'],
      ['npm run review -- --base HEAD', 'what it grants, to whom'],
      [`npm run prove -- ${name}`, 'after your changes: whether a step tries each grant and each denial'],
    ],
  };
}

/** The one that all functions share. */
export function trustPolicy(tree: Tree): PlannedFile[] {
  const file = 'policies/lambda-trust.json';
  return isEntry(tree, file) ? [] : [created(file, policyText([LAMBDA_TRUST]))];
}
