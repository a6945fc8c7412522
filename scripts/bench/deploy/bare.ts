import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';

/**
 * The least that deploys by a change set: what a person would write who checks nothing, shows nothing and survives
 * nothing. The deployer is measured beside it.
 */
const [file = '', StackName = ''] = process.argv.slice(2);
const client = new CloudFormationClient({});
const PAUSE_MS = 20;

async function until<T>(look: () => Promise<T>, isDone: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await look();
    if (isDone(found)) return found;
    await sleep(PAUSE_MS);
  }
}

async function isThere(): Promise<boolean> {
  return client.send(new DescribeStacksCommand({ StackName })).then(
    () => true,
    () => false,
  );
}

const ChangeSetType = (await isThere()) ? 'UPDATE' : 'CREATE';
const TemplateBody = readFileSync(file, 'utf8');
const input = { StackName, ChangeSetName: `bare-${Date.now()}`, ChangeSetType, TemplateBody } as const;
const { Id: ChangeSetName } = await client.send(new CreateChangeSetCommand(input));
const made = await until(
  () => client.send(new DescribeChangeSetCommand({ ChangeSetName })),
  ({ Status }) => Status === 'CREATE_COMPLETE' || Status === 'FAILED',
);
if (made.Status === 'CREATE_COMPLETE') {
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName }));
  const ended = await until(
    () => client.send(new DescribeStacksCommand({ StackName })),
    ({ Stacks }) =>
      /_COMPLETE$|_FAILED$/.test(Stacks?.[0]?.StackStatus ?? '') && Stacks?.[0]?.StackStatus !== 'REVIEW_IN_PROGRESS',
  );
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(ended.Stacks?.[0]?.StackStatus ?? '')) process.exitCode = 1;
}
