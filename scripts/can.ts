import { askStacks, isAboutStacks } from './can/asked.ts';
import { batch } from './can/batch.ts';
import { single } from './can/single.ts';
import { defineCommand, main } from './cli/command.ts';

await main(
  defineCommand({
    name: 'can',
    summary: 'Say whether policies allow a request, and by which statement.',
    usage: '',
    options: {
      role: { type: 'string', value: 'NAME', help: 'a role or user of the stacks: by all policies of theirs' },
      who: { type: 'boolean', help: 'everybody who may, by the policies of the stacks' },
      environment: {
        type: 'string',
        short: 'e',
        value: 'NAME',
        help: 'as the stacks are deployed there; default: local, else the parameters’ defaults',
      },
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
      resource: {
        type: 'string',
        value: 'ARN|ID',
        help: 'what is acted on; of the stacks also lab/LabTable, LabBucket/key',
      },
      principal: { type: 'string', value: 'ARN', help: 'who acts; default: some user of the resource’s account' },
      'resource-account': { type: 'string', value: 'ID', help: 'who owns the resource; default: the ARN’s account' },
      context: { type: 'string', multiple: true, value: 'KEY=VALUE', help: 'a condition key; again for more values' },
      batch: { type: 'boolean', help: 'answer cases, a line of JSON each, from stdin' },
    },
    notes: [
      '--role takes a logical id, stack/LogicalId, a name or an ARN. An answer of no says what is missing and where it',
      'goes. A * in --resource is a character of the name: an object that no statement speaks of by name. Requests are',
      'made with TLS unless --context aws:SecureTransport=false says otherwise. Of a template’s conditions, both branches',
      'count; names that CloudFormation makes up read stack-LogicalId.',
      '',
      'Exit code 0: allowed, 1: denied. With --who 0: somebody may, under conditions or not, 1: nobody. With --batch 0:',
      'every case was answered, 2: one was not.',
      '',
      'Examples: npm run can -- --role LabLambdaRole --action dynamodb:PutItem --resource lab/LabTable',
      '  npm run can -- --who --action s3:PutObject --resource lab/LabBucket/key',
      '  npm run can -- --policy policies/lab-function.json --action dynamodb:PutItem \\',
      '  --resource arn:aws:dynamodb:us-east-1:111122223333:table/lab-table',
    ],
    run: ({ options, out, root }) => {
      if (isAboutStacks(options)) return askStacks(options, root, out);
      if (options.batch) return batch(process.stdin, (line) => void process.stdout.write(`${line}\n`));
      return single(options, root, out);
    },
  }),
);
