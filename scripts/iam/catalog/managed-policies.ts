import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, UserError } from '../../cli/errors.ts';
import { homeFolder } from '../../cli/project.ts';

/** The newest version, as the installed package knows it, of the policies that AWS maintains. */
export interface ManagedPolicies {
  /** @param policy a name, or an ARN of any partition; null for a policy that AWS does not have */
  documentOf(policy: string): unknown;
  names(): string[];
}

/**
 * The policies that set-up compiled (`scripts/setup/managed-policies.mjs`). The file is read when it is asked for: about
 * 5 ms, as most reviews meet none of them.
 * @param home where set-up has put them
 */
export function readManagedPolicies(home = homeFolder): ManagedPolicies {
  let read: string | undefined;
  const text = () => {
    read ??= readText(home);
    return read;
  };
  const found = new Map<string, unknown>();
  return {
    documentOf(policy) {
      const name = nameOf(policy);
      const document = found.get(name) ?? documentIn(text(), name);
      if (document !== null) found.set(name, document);
      return document;
    },
    names: () => [...text().matchAll(/^([^\t\n]+)\t/gm)].map(([, name = '']) => name),
  };
}

/** The partition may be `${AWS::Partition}`. */
const ARN = /^arn:[^/]*:iam::aws:policy\/(?:[^/]+\/)*([^/]+)$/;

/** A name is AWS's alone, whatever the path before it (IAM User Guide, "AWS managed policies"). */
function nameOf(policy: string): string {
  return policy.startsWith('arn:') ? (ARN.exec(policy)?.[1] ?? '') : policy;
}

function documentIn(text: string, name: string): unknown {
  if (!/^[\w+=,.@-]+$/.test(name)) return null;
  const start = text.indexOf(`\n${name}\t`);
  if (start < 0) return null;
  const document = text.indexOf('\t', start) + 1;
  return parsed(text.slice(document, text.indexOf('\n', document)));
}

function readText(home: string): string {
  try {
    const text = readFileSync(join(home, '.stackwarden', 'managed-policies', 'managed-policies.txt'), 'utf8');
    if (text.startsWith('\n') && text.endsWith('\n')) return text;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  throw damaged();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged();
  }
}

function damaged(): UserError {
  return new UserError(
    'AWS’s managed policies are missing or damaged: delete .stackwarden/managed-policies and run it again',
  );
}
