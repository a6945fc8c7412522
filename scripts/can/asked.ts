import { UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { additionsFor } from './addition.ts';
import { answer } from './answer.ts';
import { callerOf } from './callers.ts';
import { holdingsOf } from './holdings.ts';
import { principalNamed } from './named.ts';
import { type QuestionOptions, questionFrom, requestOf } from './question.ts';
import type { PolicyOptions } from './single.ts';
import { answerLines, whoLines } from './stack-lines.ts';
import { whoIn } from './who.ts';

export interface StackOptions extends QuestionOptions, PolicyOptions {
  who: boolean;
  batch: boolean;
}

export function isAboutStacks({ role, who, environment }: Pick<StackOptions, 'role' | 'who' | 'environment'>): boolean {
  return role !== undefined || who || environment !== undefined;
}

/** Answers from the policies of the repository's own stacks. */
export async function askStacks(options: StackOptions, root: string, out: Output): Promise<ExitCode> {
  const { role, who, principal } = options;
  const [file] = FILES.filter((name) => options[name] !== undefined && options[name].length > 0);
  const asks = who ? '--who' : role === undefined ? '--environment' : '--role';
  if (file)
    throw new UserError(`--${file} does not go with ${asks}, which takes the policies of the stacks: leave one out`);
  if (options.batch)
    throw new UserError(`--batch does not go with ${asks}: its cases hold their policies; leave one out`);
  if (principal !== undefined) throw new UserError(`--principal does not go with ${asks}: leave one out`);
  if (role !== undefined && who) throw new UserError('--who asks for everybody and --role for one: leave one out');
  if (who) return whoMay(options, root, out);
  if (role) return mayRole(role, options, root, out);
  throw new UserError('--role takes a role or user of the stacks, as in lab/LabLambdaRole; --who asks for everybody');
}

const FILES = ['policy', 'resource-policy', 'boundary', 'session-policy', 'scp', 'rcp'] as const;

/** Whether a role or user of the stacks may, by all their policies. */
async function mayRole(role: string, options: StackOptions, root: string, out: Output): Promise<ExitCode> {
  const question = await questionFrom(options, root);
  const { account, action, target, ofResource, environment } = question;
  const principal = principalNamed(role, account);
  const caller = callerOf(principal, account);
  const found = answer(requestOf(caller, question), caller, ofResource);
  const unknown = [...found.unknown, ...question.unknown];
  const need = { action, target, principal, holdings: holdingsOf(principal, account), ofResource };
  const additions = additionsFor(found.missing, need, account);
  for (const line of answerLines(caller.name, { ...found, unknown }, additions)) out.say(line);
  const { decision, by, missing, conditional, request } = found;
  const [add = null, ...alsoAdd] = additions;
  const asked = { request, environment };
  out.document({ formatVersion: 1, decision, by, missing, add, alsoAdd, conditional, unknown, ...asked });
  return decision === 'Allowed' ? EXIT.done : EXIT.findings;
}

/** Everybody who may: the stacks' roles and users, and whom the resource's policy names. */
async function whoMay(options: StackOptions, root: string, out: Output): Promise<ExitCode> {
  const question = await questionFrom(options, root);
  const { action, target, resourceAccount, context, environment } = question;
  const { who, unknown } = whoIn(question);
  for (const line of whoLines(action, target.arn, who, unknown)) out.say(line);
  const request = { action, resource: target.arn, resourceAccount, context };
  out.document({ formatVersion: 1, who, unknown, request, environment });
  return who.length > 0 ? EXIT.done : EXIT.findings;
}
