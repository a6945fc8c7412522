import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { sesSends } from '../../../../scripts/prove/rule/service-calls/ses-sends.ts';
import { arn, deploymentOf, type Resources, role, told, unnoticed } from './given.ts';

const resources = (Code: string, Variables: Record<string, string>): Resources => ({
  Sender: role('sender', 'lambda-trust', 'student-backup-mail'),
  Send: [
    'Lambda::Function',
    { FunctionName: 'send', Role: arn('Sender'), Handler: 'index.handler', Code, Environment: { Variables } },
  ],
});

const BACKUP = '../functions/backup-dynamodb-and-send-email';
const MAIL = { MAIL_FROM: 'from@example.com', MAIL_TO: 'to@example.com' };
const ADDRESSES = { MailFrom: MAIL.MAIL_FROM, MailTo: MAIL.MAIL_TO };

test('a function mails one address from one address', async () => {
  const deployment = deploymentOf(resources(BACKUP, MAIL), ADDRESSES);
  const calls = await sesSends(deployment);
  deepEqual(told(calls), ['iam role/sender ses:SendEmail ses identity/from@example.com']);
  deepEqual(
    unnoticed(calls, deployment).filter((one) => one.startsWith('TellOneOfBackups')),
    [],
  );
});

test('a function that is given no addresses, or sends no mail, mails nobody', async () => {
  deepEqual(await sesSends(deploymentOf(resources(BACKUP, {}), ADDRESSES)), []);
  deepEqual(await sesSends(deploymentOf(resources('../functions/lab-function', MAIL), ADDRESSES)), []);
});
