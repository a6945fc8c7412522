import { SYMBOL } from '../access/symbols.ts';
import type { Settings } from './settings.ts';

/** Text of a template or a policy document as it is once the stack is deployed. */
export type Fill = (text: string, stack: string) => string;

/** The account and the region that a question is about. */
export interface Place {
  account: string;
  region: string;
}

/**
 * Puts in what the stacks are deployed with. A name that CloudFormation makes up reads `<stack>-<logical id>`: the same
 * wherever it is named, from another stack as well.
 */
export function filler({ account, region }: Place, settings: Settings, stacks: readonly string[]): Fill {
  const pseudo = (stack: string): Record<string, string> => ({
    'AWS::AccountId': account,
    'AWS::Region': settings.regionOf(stack) ?? region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
  });
  const textFor = (name: string, from: string): string => {
    const [, prefix, rest = ''] = /^([^:]+)::(.+)$/.exec(name) ?? [];
    if (prefix === 'AWS') return pseudo(from)[name] ?? plainName(name);
    if (prefix !== undefined && stacks.includes(prefix)) return textFor(rest, prefix);
    return settings.parameter(from, name) ?? plainName(`${from}-${name}`);
  };
  return (text, stack) => text.replace(SYMBOL, (symbol) => textFor(symbol.slice(2, -1), stack));
}

/** Neither a wildcard nor a colon of the symbol may mean something to a policy. */
function plainName(text: string): string {
  return text.replace(/[^\w.-]+/g, '-');
}
