import { UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { didYouMean } from '../template/near-names.ts';
import { RULES } from './rules/index.ts';

/** What a rule is about and why. */
export function explain([verb, id, ...more]: string[], out: Output): Promise<ExitCode> {
  if (verb !== 'explain' || id === undefined || more.length > 0) {
    throw new UserError('use npm run review -- explain <rule>, or no word to review');
  }
  const rule = RULES.find((known) => known.id === id);
  if (rule === undefined) {
    const near = didYouMean(
      id,
      RULES.map((known) => known.id),
    );
    throw new UserError(`no rule is called '${id}'${near}`);
  }
  const { summary, why, severity, code } = rule;
  out.say(`${id} (${severity}${code === null ? '' : `, IAM Access Analyzer: ${code}`})`);
  out.say(`  ${summary}`);
  out.say(`  ${why}`);
  out.document({ formatVersion: 1, rule: id, severity, code, summary, why });
  return Promise.resolve(EXIT.done);
}
