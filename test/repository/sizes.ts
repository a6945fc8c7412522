import { type CallExpression, parseSync, Visitor } from 'oxc-parser';

interface Span {
  start: number;
  end: number;
}

export interface FunctionSize {
  /** From 1. */
  line: number;
  lines: number;
}

const TESTS = new Set(['describe', 'suite', 'test', 'it']);

/**
 * The functions of a file and how many lines each has: those of functions in it too, but not those of tests in it, which
 * are functions for themselves, and of a text over many lines only the first.
 */
export function functionSizes(file: string, text: string): FunctionSize[] {
  const { program, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const lineAt = lineFinder(text);
  const functions: Span[] = [];
  const left: Span[] = [];
  new Visitor({
    FunctionDeclaration: (node) => void functions.push(node),
    FunctionExpression: (node) => void functions.push(node),
    ArrowFunctionExpression: (node) => void functions.push(node),
    CallExpression: (node) => {
      if (isTest(node)) left.push(node);
    },
    TemplateElement: (node) => void left.push(node),
  }).visit(program);
  return functions.map((own) => {
    const [first, last] = [lineAt(own.start), lineAt(own.end)];
    const inside = left.filter(({ start, end }) => start > own.start && end < own.end);
    const away = new Set(inside.flatMap(({ start, end }) => linesAfter(lineAt(start), lineAt(end))));
    return { line: first, lines: last - first + 1 - away.size };
  });
}

/** `test(…)`, `t.test(…)`, `test.skip(…)`; a RegExp's `test` takes no function. */
function isTest({ callee, arguments: given }: CallExpression): boolean {
  const parts = callee.type === 'MemberExpression' ? [callee.object, callee.property] : [callee];
  const isNamed = parts.some((part) => part.type === 'Identifier' && TESTS.has(part.name));
  return isNamed && given.some(({ type }) => type === 'ArrowFunctionExpression' || type === 'FunctionExpression');
}

function linesAfter(first: number, last: number): number[] {
  return Array.from({ length: last - first }, (_, index) => first + 1 + index);
}

function lineFinder(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
