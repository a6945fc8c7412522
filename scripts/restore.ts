import { defineCommand, main } from './cli/command.ts';
import { RESTORE_OPTIONS, restoreWishes } from './restore/options.ts';
import { restore } from './restore/restore.ts';
import { PLACE_OPTIONS } from './tables/clients.ts';
import { inJob } from './tables/job.ts';
import { keepHeapSmall } from './tables/small-heap.ts';

await main(
  defineCommand({
    name: 'restore',
    summary: 'Makes a table of a backup, and proves that it holds what was saved.',
    usage: '',
    options: { ...RESTORE_OPTIONS, ...PLACE_OPTIONS },
    notes: [
      "All files of the backup are proven first, and the items compared at the end; DynamoDB's own import reads the files",
      'itself, and only its count is compared. The new table gets keys, indexes, billing, key and tags of the old one;',
      'time to live, point-in-time recovery and deletion protection once its items are compared with the backup. Cut off',
      'at any moment, the same command goes on. --only takes = < <= > >= and the type of the key (base64 for a binary',
      'one); given several times, all must hold. Quote it: the shell takes < and > for itself.',
      'Exit codes: 1 the backup is damaged, the table differs or no item was chosen; 2 a mistake; 3 try again later.',
      '',
      'Example: npm run restore -- --from s3://backups-111122223333/tables/orders --latest --environment dev',
      "         npm run restore -- --from ./saved --only 'id=item-5' --into orders --yes --region eu-central-1",
    ],
    async run({ options, root, signal, env, out }) {
      keepHeapSmall();
      const wishes = restoreWishes(options);
      return inJob('Restore', { options, root, signal, env, out }, (around) => restore(wishes, around));
    },
  }),
);
