import { defineCommand, main } from './cli/command.ts';
import { drill } from './drill/drill.ts';
import { PLACE_OPTIONS } from './tables/clients.ts';
import { inJob } from './tables/job.ts';
import { keepHeapSmall } from './tables/small-heap.ts';
import { assertSource, SOURCE_OPTIONS } from './tables/source.ts';

await main(
  defineCommand({
    name: 'drill',
    summary: 'Proves that a backup can be restored: into a table that is compared with it and deleted again.',
    usage: '',
    options: { ...SOURCE_OPTIONS, ...PLACE_OPTIONS },
    notes: [
      'The table is <table>-restored-drill. It is deleted in any case; what a drill that was killed has left behind, the',
      'next one deletes first, on another machine after six hours. A table that no drill has made is not touched.',
      'Exit codes: 1 the backup is damaged or the table differed; 2 a mistake; 3 another drill is at work.',
      '',
      'Example: npm run drill -- --from s3://backups-111122223333/tables/orders --latest --environment dev',
    ],
    async run({ options, root, signal, env, out }) {
      keepHeapSmall();
      assertSource(options);
      return inJob('Restore drill', { options, root, signal, env, out }, (around) => drill(options, around));
    },
  }),
);
