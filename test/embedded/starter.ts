/** A process that starts the embedded AWS as commands do; tests end it in the ways that a person's machine does. */
import { existsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { start, until } from './fixture.ts';
import { deployProbe, invokeProbe, spinProbe } from './probe.ts';

const [folder = '', manner = ''] = process.argv.slice(2);
const aws = await start(folder);
if (manner === 'handles-signals') process.on('SIGINT', () => aws.stop().then(() => process.exit(130)));
await deployProbe(aws);
const { pid, parent } = await invokeProbe(aws);
if (manner === 'saves') {
  await aws.save();
} else {
  const spinning = join(folder, 'spinning');
  await spinProbe(aws, spinning);
  await until(() => existsSync(spinning) || undefined);
}
writeSync(1, `${JSON.stringify({ launcher: parent, worker: pid, accountId: aws.accountId })}\n`);
