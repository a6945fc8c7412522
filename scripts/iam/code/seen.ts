import { own } from '../../template/own.ts';
import type { SdkCall } from '../sdk-call.ts';
import { argumentAt, fieldsOf, partiqlActions, partOf, transactionActions, variablesOf } from './inputs.ts';
import { actionsOf, DOCUMENT_COMMANDS, type NeededAction, RESOURCE_FIELDS, WAITERS } from './operations.ts';
import { libraryCall, prefixOf, takesClients } from './packages.ts';
import { type Program, targetOf } from './program.ts';
import type { Reached, Use } from './reach.ts';
import { childrenOf, type Node, nameOf, nodeAt, nodesAt } from './syntax.ts';
import { type Evaluation, valuesOf, type Written } from './values.ts';

/** A call, its place as an offset. */
interface SeenCall extends Pick<SdkCall, 'action' | 'variables' | 'optional' | 'because' | 'file'> {
  start: number;
}

export interface Seen {
  calls: SeenCall[];
  /** Services that are called in a way that is not seen. */
  unseen: Set<string>;
}

const MOST_STEPS = 20_000;

export function seenIn(program: Program, reached: Reached): Seen {
  const seen: Seen = { calls: [], unseen: new Set() };
  for (const use of reached.uses) {
    const evaluation: Evaluation = { program, reached, steps: MOST_STEPS };
    const called = operationOf(use, seen.unseen);
    if (called) seen.calls.push(...callsOf(called, use, evaluation));
    else seen.calls.push(...libraryCalls(use, evaluation));
    for (const service of clientsPassed(use, program)) seen.unseen.add(service);
  }
  if (isUnderOtherRole(seen, reached, program)) seen.calls = seen.calls.map(optionalUnlessOwn);
  if (reached.texts.has(MISSING) || reached.uses.some(({ name }) => name === MISSING))
    seen.calls.push(...seen.calls.flatMap(listingFor));
  return seen;
}

/** A client that is given credentials, or that of a role taken on, calls with the permissions of somebody else. */
function isUnderOtherRole({ calls }: Seen, reached: Reached, program: Program): boolean {
  return (
    calls.some(({ action }) => /^sts:AssumeRole/.test(action)) ||
    reached.uses.some((use) => {
      if (!/Client$/.test(use.name) || prefixOf(use.package) === null) return false;
      const options = writtenAt(use, 0);
      return options !== null && fieldsOf({ program, reached, steps: MOST_STEPS }, options)('credentials') === true;
    })
  );
}

/** Which calls those are is not seen. */
function optionalUnlessOwn(call: SeenCall): SeenCall {
  return call.action.startsWith('sts:') ? call : { ...call, optional: true };
}

const MISSING = 'NoSuchKey';

/** S3 answers NoSuchKey only to those who may list the bucket; to all others, AccessDenied (its page of GetObject). */
function listingFor(call: SeenCall): SeenCall[] {
  return call.action === 's3:GetObject' && !call.optional
    ? [{ ...call, action: 's3:ListBucket', because: `to be told ${MISSING}` }]
    : [];
}

interface Operation {
  service: string;
  name: string;
  /** The position of its input among the arguments. */
  input: number;
}

/** The operation that a use of the SDK means; what means some and does not say which is noted. */
function operationOf({ package: name, name: exported, call }: Use, unseen: Set<string>): Operation | null {
  const isDocument = name === '@aws-sdk/lib-dynamodb';
  const service = isDocument ? 'dynamodb' : prefixOf(name);
  if (service === null) return null;
  const command = /^(\w+)Command$/.exec(exported)?.[1];
  if (command) return { service, name: (isDocument && own(DOCUMENT_COMMANDS, command)) || command, input: 0 };
  const page = /^paginate(\w+)$/.exec(exported)?.[1];
  if (page) return { service, name: page, input: 1 };
  const waiter = /^waitUntil(\w+)$/.exec(exported)?.[1];
  const polled = waiter && WAITERS[`${service}:${waiter}`];
  if (polled) return { service, name: polled, input: 1 };
  const isClass = call?.type === 'NewExpression' && !/(Client|Exception)$/.test(exported);
  if (waiter || isClass || ['*', 'default', 'DynamoDBDocument'].includes(exported)) unseen.add(service);
  return null;
}

function callsOf({ service, name, input }: Operation, use: Use, evaluation: Evaluation): SeenCall[] {
  const at = writtenAt(use, input);
  return actionsFor(`${service}:${name}`, at, evaluation).map(({ action, optional, from }) => {
    const fields = from === null ? (RESOURCE_FIELDS[service] ?? []) : [];
    const has = fieldsOf(evaluation, at);
    const given = fields.filter((field) => has(field) !== false);
    const [field] = given;
    const values = given.length === 1 && field !== undefined ? partOf(evaluation, at, [field]) : null;
    return seenCall(action, optional, variablesOf(values), use);
  });
}

function actionsFor(operation: string, at: Written | null, evaluation: Evaluation): NeededAction[] {
  if (operation === 'dynamodb:TransactWriteItems') return transactionActions(evaluation, at);
  if (/^dynamodb:(BatchExecuteStatement|Execute(Statement|Transaction))$/.test(operation))
    return partiqlActions(evaluation, at);
  return actionsOf(operation, fieldsOf(evaluation, at));
}

function writtenAt({ module, call }: Use, index: number): Written | null {
  const node = argumentAt(call, index);
  return node && { module, node, frame: null };
}

function seenCall(action: string, optional: boolean, variables: string[] | null, use: Use): SeenCall {
  const start = (use.call ?? use.node).start;
  return { action, ...(variables && { variables }), ...(optional && { optional }), file: use.module.file, start };
}

function libraryCalls(use: Use, evaluation: Evaluation): SeenCall[] {
  const called = libraryCall(use.package, use.name);
  if (called === null) return [];
  const [index, ...path] = called.resource ?? [];
  const at = index === undefined ? null : writtenAt(use, index);
  const variables = variablesOf(path.length === 0 ? at && valuesOf(evaluation, at) : partOf(evaluation, at, path));
  return called.actions.map((action) => seenCall(action.replace('?', ''), action.endsWith('?'), variables, use));
}

/** The services whose clients are handed to a package that may call anything with them. */
function clientsPassed({ package: name, module, call }: Use, program: Program): string[] {
  if (call === null || takesClients(name)) return [];
  const found: string[] = [];
  const visit = (node: Node): void => {
    if (nameOf(node) !== null || node.type === 'NewExpression') found.push(...clientOf(node));
    for (const child of childrenOf(node)) visit(child);
  };
  const clientOf = (node: Node): string[] => {
    const callee = node.type === 'NewExpression' ? nodeAt(node, 'callee') : null;
    const target = targetOf(program, module, callee ?? node);
    if (target?.kind === 'package')
      return callee ? (prefixOf(target.package) ?? []).toString().split(',').filter(Boolean) : [];
    if (target?.kind !== 'binding') return [];
    const { binding } = target;
    if (binding.kind === 'value' && binding.init.type === 'NewExpression' && binding.init !== node)
      return clientOf(binding.init);
    return binding.kind === 'parameter' && isClientParameter(binding.of, binding.index, module.text) ? ['*'] : [];
  };
  for (const argument of nodesAt(call, 'arguments')) visit(argument);
  return found;
}

/** By its type, such as `S3Client`. */
function isClientParameter(of: Node, index: number, text: string): boolean {
  const parameter = nodesAt(of, 'params')[index];
  return parameter !== undefined && /Client\b/.test(text.slice(parameter.start, parameter.end));
}
