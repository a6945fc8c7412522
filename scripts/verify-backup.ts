import { defineCommand, main } from './cli/command.ts';
import { PLACE_OPTIONS } from './tables/clients.ts';
import { inJob } from './tables/job.ts';
import { keepHeapSmall } from './tables/small-heap.ts';
import { VERIFY_OPTIONS, verifyWishes } from './verify-backup/options.ts';
import { verify } from './verify-backup/verify.ts';

await main(
  defineCommand({
    name: 'verify-backup',
    summary: 'Proves a backup against its manifest, and with --table against the live table.',
    usage: '',
    options: { ...VERIFY_OPTIONS, ...PLACE_OPTIONS },
    notes: [
      'Every file is read: its size and SHA-256, that it unpacks, that its items parse and have their keys, that their',
      'numbers and digests are the recorded ones, and that no key comes twice; of an export by DynamoDB its MD5, and',
      'that its items parse and are as many as recorded. With --table the items are compared with those that the table',
      'holds now, by strong reads, and what differs is told by key. Attributes are named; their values are never shown.',
      'A folder without --table needs no credentials.',
      'Exit codes: 1 the backup is damaged, or the table differs from it (the line says which).',
      '',
      'Example: npm run verify-backup -- --from s3://backups-111122223333/tables/LabTable --latest',
    ],
    async run({ options, root, signal, env, out }) {
      keepHeapSmall();
      const wishes = verifyWishes(options);
      return inJob('Verification of the backup', { options, root, signal, env, out }, (around) =>
        verify(wishes, around),
      );
    },
  }),
);
