import { compilePolicies, decide } from '../../iam/decide/evaluate.ts';
import { millisecondsOf } from '../clock.ts';
import type { Effort } from '../effort.ts';
import { type Row, rowOf } from '../row.ts';
import { naivelyAllowed } from './naive.ts';
import { builtInRequests } from './requests.ts';

/** The naive evaluator is that much slower that fewer rounds suffice. */
const NAIVE_SHARE = 0.05;

export function measureDecisions({ decideRounds }: Effort): Row {
  const sets = builtInRequests().map(({ policies, requests }) => ({
    policies,
    compiled: compilePolicies(policies),
    requests,
  }));
  const asked = sets.reduce((sum, { requests }) => sum + requests.length, 0);
  const ours = () => {
    for (const { compiled, requests } of sets) for (const request of requests) decide(request, compiled);
  };
  const naive = () => {
    for (const { policies, requests } of sets) for (const request of requests) naivelyAllowed(request, policies);
  };
  return rowOf({
    id: 'decide',
    what: 'Decisions, policies compiled once',
    figure: perSecond(asked, decideRounds, ours),
    unit: '/s',
    goal: { bound: 'at least', value: 100_000 },
    peer: {
      name: 'an evaluator with a RegExp per pattern',
      figure: perSecond(asked, Math.ceil(decideRounds * NAIVE_SHARE), naive),
    },
    note: `${sets.length} sets of policies, ${asked} requests`,
  });
}

/** After a tenth of the rounds as warm-up. */
function perSecond(asked: number, rounds: number, work: () => void): number {
  const repeat = (times: number) => {
    for (let round = 0; round < times; round++) work();
  };
  repeat(Math.floor(rounds / 10));
  return (asked * rounds * 1000) / millisecondsOf(() => repeat(rounds));
}
