import { statementsIn } from '../../access/stated/statements.ts';
import type { Path } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachDocument, type Told } from './facts/checks.ts';

export const dataTypeMismatch: Rule = {
  id: 'data-type-mismatch',
  code: 'DATA_TYPE_MISMATCH',
  severity: 'error',
  summary: 'An element whose JSON type is another',
  why: 'IAM refuses the document (IAM User Guide, "Grammar of the IAM JSON policy language").',
  check: eachDocument((document) => {
    const { value, owner } = document;
    if (!isMap(value)) return [wrong([], 'a policy document', 'a JSON object')];
    const { Statement: statement } = value;
    const list = Array.isArray(statement) ? statement : statement === undefined ? [] : [statement];
    return [
      ...['Version', 'Id']
        .filter((name) => name in value && !isText(value[name], owner !== null))
        .map((name) => wrong([name], name, 'a string')),
      ...list.flatMap((item, index) =>
        isMap(item)
          ? []
          : [wrong(Array.isArray(statement) ? ['Statement', index] : ['Statement'], 'a statement', 'a JSON object')],
      ),
      ...statementsIn(document).flatMap(({ fields, path }) => inStatement(fields, path, owner !== null)),
    ];
  }),
};

function inStatement(fields: Record<string, unknown>, path: Path, fromTemplate: boolean): Told[] {
  const texts = ['Sid', 'Effect'].filter((name) => name in fields && !isText(fields[name], fromTemplate));
  const lists = ['Action', 'NotAction', 'Resource', 'NotResource'].filter(
    (name) => name in fields && !isTexts(fields[name]),
  );
  const condition = fields.Condition !== undefined && !isMap(fields.Condition);
  return [
    ...texts.map((name) => wrong([...path, name], name, 'a string')),
    ...lists.map((name) => wrong([...path, name], name, 'a string or an array of strings')),
    ...(condition ? [wrong([...path, 'Condition'], 'Condition', 'an object of operators')] : []),
    ...(isMap(fields.Condition) ? inCondition(fields.Condition, [...path, 'Condition']) : []),
  ];
}

function inCondition(condition: Record<string, unknown>, path: Path): Told[] {
  return Object.entries(condition).flatMap(([operator, keys]) => {
    if (!isMap(keys)) return [wrong([...path, operator], operator, 'an object of condition keys')];
    return Object.entries(keys)
      .filter(([, values]) => [values].flat(9).some((item) => item === null || typeof item === 'object'))
      .map(([key]) => wrong([...path, operator, key], `the value of ${key}`, 'a string or an array of strings'));
  });
}

/** In a template, a text that depends on a condition is a list of what it can be. */
function isText(value: unknown, fromTemplate: boolean): boolean {
  return typeof value === 'string' || (fromTemplate && Array.isArray(value) && value.length > 0 && isTexts(value));
}

function isTexts(value: unknown): boolean {
  return [value].flat(9).every((item) => typeof item === 'string');
}

function wrong(path: Path, what: string, type: string): Told {
  return { path, message: `${what} must be ${type}`, fix: `write ${type}` };
}
