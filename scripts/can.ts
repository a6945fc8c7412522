import { batch } from './can/batch.ts';
import { single } from './can/single.ts';
import { defineCommand, main } from './cli/command.ts';

await main(
  defineCommand({
    name: 'can',
    summary: 'Say whether policies allow a request, and by which statement.',
    usage: '',
    options: {
      policy: { type: 'string', multiple: true, value: 'FILE', help: 'an identity policy of the principal' },
      'resource-policy': { type: 'string', value: 'FILE', help: 'the policy of the resource' },
      boundary: { type: 'string', value: 'FILE', help: 'the permissions boundary of the principal' },
      'session-policy': { type: 'string', multiple: true, value: 'FILE', help: 'a policy of the session' },
      scp: {
        type: 'string',
        multiple: true,
        value: 'FILE',
        help: 'a service control policy; each is a level of its own',
      },
      rcp: {
        type: 'string',
        multiple: true,
        value: 'FILE',
        help: 'a resource control policy; each is a level of its own',
      },
      action: { type: 'string', value: 'ACTION', help: 'as in s3:GetObject' },
      resource: { type: 'string', value: 'ARN', help: 'what is acted on' },
      principal: { type: 'string', value: 'ARN', help: 'who acts; default: some user of the resource’s account' },
      'resource-account': { type: 'string', value: 'ID', help: 'who owns the resource; default: the ARN’s account' },
      context: { type: 'string', multiple: true, value: 'KEY=VALUE', help: 'a condition key; again for more values' },
      batch: { type: 'boolean', help: 'answer cases, a line of JSON each, from stdin' },
    },
    notes: [
      'Exit code 0: allowed, 1: denied. With --batch 0: every case was answered, 2: one was not.',
      '',
      'Example: npm run can -- --policy policies/lab-function.json --action dynamodb:PutItem \\',
      '  --resource arn:aws:dynamodb:us-east-1:111122223333:table/lab-table',
    ],
    run: ({ options, out, root }) =>
      options.batch
        ? batch(process.stdin, (line) => void process.stdout.write(`${line}\n`))
        : single(options, root, out),
  }),
);
