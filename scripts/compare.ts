import { defineCommand, main } from './cli/command.ts';
import { batch } from './compare/batch.ts';
import { areFiles, files } from './compare/files.ts';
import { refs } from './compare/refs.ts';
import { keyTypes } from './iam/catalog/key-types.ts';
import { readManagedPolicies } from './iam/catalog/managed-policies.ts';
import { readCatalog, readConditionKeys } from './iam/catalog/read.ts';

await main(
  defineCommand({
    name: 'compare',
    summary:
      'Say what one policy, or one commit, allows that another does not, over all requests, each with one that shows it.',
    usage: '[old.json new.json | <git ref> [<git ref>]]',
    options: {
      principal: { type: 'string', value: 'ARN', help: 'only this principal’s requests; of a role its sessions’ too' },
      resource: {
        type: 'boolean',
        help: 'the documents are policies of a resource; default: when they have a Principal',
      },
      batch: { type: 'boolean', help: 'answer cases, a line of JSON each, from stdin' },
    },
    notes: [
      'Exit code 0: equal or narrower, 1: broader, incomparable, or not to be decided.',
      'With --batch 0: every case was answered, 2: one was not.',
      '',
      'Of two git refs (branches, tags, commits) the templates and policies are compared, principal by principal; of one,',
      'with the files as they are now.',
      '',
      'The policies of a resource are compared for principals whose own account allows them everything, since its',
      'policies are not known here: what is told is the access that the resource itself opens.',
      '',
      'Examples: npm run compare -- before/lab-function.json policies/lab-function.json',
      '          npm run compare -- origin/main HEAD',
    ],
    run({ options, positionals, out, root }) {
      const knowledge = { keyType: keyTypes(readConditionKeys()), catalog: readCatalog() };
      if (options.batch) return batch(process.stdin, (line) => void process.stdout.write(`${line}\n`), knowledge);
      return areFiles(positionals)
        ? files(positionals, options, root, out, knowledge)
        : refs(positionals, options, root, out, { ...knowledge, managedPolicies: readManagedPolicies() });
    },
  }),
);
