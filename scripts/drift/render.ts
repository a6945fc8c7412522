import { plain } from '../cli/plain.ts';
import type { DriftResult } from './drift.ts';
import type { PolicyDrift } from './policies.ts';
import { shownValue } from './values.ts';

/** What of a stack is not as its template says, and what was cleared away. */
export function driftLines(result: DriftResult): string[] {
  const { stack, status, cause, drifted, unchecked, removed } = result;
  const say = (text: string) => plain(`${stack}: ${text}`);
  if (cause !== null) return [say(`not checked: ${cause.message}`)];
  if (status === null) return [say('not deployed')];
  const lines = drifted.flatMap(({ logicalId, type, physicalId, status: how, differences }) => [
    say(`  ${how.toLowerCase()}  ${logicalId}  ${type}  ${physicalId ?? ''}`),
    ...differences.map(({ path, expected, actual }) =>
      say(`    ${path}: ${shownValue(path, expected)} → ${shownValue(path, actual)}`),
    ),
  ]);
  const count = drifted.length === 1 ? '1 resource differs' : `${drifted.length} resources differ`;
  const gone = removed.changeSets.length;
  return [
    say(drifted.length > 0 ? `${count} from the template` : 'as its template says'),
    ...lines,
    ...(unchecked.length > 0 ? [say(`  of types that CloudFormation cannot check: ${unchecked.join(', ')}`)] : []),
    ...(gone > 0
      ? [
          say(
            `  removed ${gone === 1 ? '1 old change set' : `${gone} old change sets`}: ${removed.changeSets.join(', ')}`,
          ),
        ]
      : []),
    ...(removed.stack ? [say('  removed the empty stack that was left of them')] : []),
  ];
}

/** What of the deployed policies differs from the repository, each with a request that shows it. */
export function policyLines({ findings, notes, isOpen }: PolicyDrift): string[] {
  const same = isOpen ? 'nothing was found to differ, and not everything could be compared' : 'as the repository says';
  return [
    ...(findings.length === 0 ? [`policies: ${same}`] : []),
    ...findings.flatMap(({ message, fix }) => [plain(`policies: ${message}`), plain(`policies:   fix: ${fix}`)]),
    ...notes.map((note) => plain(`policies:   note: ${note}`)),
  ];
}
