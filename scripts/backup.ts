import { backUp } from './backup/backup.ts';
import { noticeTargets } from './backup/notify.ts';
import { BACKUP_OPTIONS, backupWishes } from './backup/options.ts';
import { defineCommand, main } from './cli/command.ts';
import { PLACE_OPTIONS } from './tables/clients.ts';
import { inJob } from './tables/job.ts';
import { keepHeapSmall } from './tables/small-heap.ts';

await main(
  defineCommand({
    name: 'backup',
    summary: 'Saves a table into a bucket or a folder, so that it can be proven and restored.',
    usage: '<table> --to PLACE',
    options: { ...BACKUP_OPTIONS, ...PLACE_OPTIONS },
    notes: [
      'The table is given by its name, its ARN, or as stack/LogicalId with --environment. The place is s3://bucket/prefix',
      'or a folder; the backup stands below it as <table>/<time>/. Its manifest is written last: without one it is no',
      'backup. Cut off at any moment, the same command goes on where it stopped.',
      'Exit codes: 2 a mistake, or something is missing; 3 another process is writing this backup.',
      '',
      'Example: npm run backup -- lab/LabTable --environment dev --to s3://backups-111122223333/tables',
    ],
    async run({ options, positionals, root, signal, env, out }) {
      keepHeapSmall();
      const wishes = backupWishes(positionals, options);
      const targets = noticeTargets(options);
      return inJob('Backup', { options, root, signal, env, out }, (around) => backUp(wishes, targets, around));
    },
  }),
);
