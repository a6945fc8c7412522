import { UserError } from '../cli/errors.ts';
import { withLine } from './edit/sorted.ts';
import { camel, checkName } from './names.ts';
import { checkFree, created, newFiles, type Plan } from './plan.ts';
import { GOLDEN_CASES, ruleText } from './texts/rule.ts';
import { BESIDE_RULES, RULE_LIST, type Tree } from './tree.ts';

/** A rule that finds one action, its line in the list, and its golden cases. */
export function planRule(tree: Tree, name: string): Plan {
  checkName('rule', name);
  const list = tree.texts.get(RULE_LIST);
  if (list === undefined)
    throw new UserError(`${RULE_LIST} is not there: rules are added to the repository that reviews`);
  if (new RegExp(`\\b${camel(name)}\\b`).test(list) || tree.texts.get(BESIDE_RULES)?.includes(`id: '${name}'`)) {
    throw new UserError(`a rule is called '${name}' already, or its constant '${camel(name)}': choose another name`);
  }
  const from = `./${name}.ts`;
  const text = withLine(list, `export { ${camel(name)} } from '${from}';`, from);
  if (text === null) throw new UserError(`${RULE_LIST} has no line 'export { … } from …': write one rule a line`);
  const cases = `test/cases/review/${name}`;
  const files = [
    created(`scripts/review/rules/${name}.ts`, ruleText(name)),
    { file: RULE_LIST, before: list, text },
    ...Object.entries(GOLDEN_CASES).map(([file, content]) => created(`${cases}/${file}`, content)),
  ];
  checkFree(tree, [cases, ...newFiles(files)]);
  return {
    ...{ kind: 'rule', name, files },
    next: [
      ['npm test -- review/rules', 'after your changes: whether it finds what its cases say, and nothing else'],
      [`npm run review -- explain ${name}`, 'how it is told to people'],
      ['npm run review', 'what it finds here'],
    ],
  };
}
