import { asCalled } from '../cli/called.ts';
import type { Output } from '../cli/output.ts';
import type { Plan } from './plan.ts';

/** What was made, or would be, and what to do next. */
export function tell({ kind, name, files, next }: Plan, dryRun: boolean, out: Output): void {
  const changes = files.map(({ file, before }) => ({ file, change: before === null ? 'new' : 'changed' }));
  const steps = next.map(([command, use]) => ({ command: asCalled(command), use }));
  out.say(dryRun ? `Would make the ${kind} ${name}:` : `Made the ${kind} ${name}:`);
  for (const { file, change } of changes) out.say(`  ${change.padEnd('changed'.length)}  ${file}`);
  out.say('Next:');
  const width = Math.max(...steps.map(({ command }) => command.length));
  for (const { command, use } of steps) out.say(`  ${command.padEnd(width)}  ${use}`);
  out.document({ formatVersion: 1, kind, name, dryRun, files: changes, next: steps });
}
