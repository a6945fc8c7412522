import { deepEqual, equal, match } from 'node:assert/strict';
import { before, test } from 'node:test';
import { CreateEmailIdentityCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { accountRoot, clientOptions, deploy, role } from './fixture.ts';
import { awsForFile } from './own-aws.ts';

const FROM = 'sender@example.com';
const TO = 'reader@example.com';

const template = {
  Resources: {
    Mailer: role(accountRoot, [
      {
        Effect: 'Allow',
        Action: 'ses:SendEmail',
        Resource: { 'Fn::Sub': `arn:aws:ses:us-east-1:\${AWS::AccountId}:identity/${FROM}` },
        Condition: {
          StringEquals: { 'ses:FromAddress': FROM },
          'ForAllValues:StringEquals': { 'ses:Recipients': TO },
          Null: { 'ses:Recipients': 'false' },
        },
      },
    ]),
  },
  Outputs: { Role: { Value: { 'Fn::GetAtt': ['Mailer', 'Arn'] } } },
};

let aws: EmbeddedAws;
let ses: SESv2Client;

before(async () => {
  aws = await awsForFile();
  const { Role } = await deploy(aws, 'mail', template);
  const owner = new SESv2Client(clientOptions(aws));
  for (const EmailIdentity of [FROM, 'other@example.com']) {
    await owner.send(new CreateEmailIdentityCommand({ EmailIdentity }));
  }
  const sts = new STSClient(clientOptions(aws));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: Role, RoleSessionName: 'test' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  ses = new SESv2Client(clientOptions(aws, { credentials }));
});

function send(from: string, destination: object) {
  const text = { Data: 'text', Charset: 'UTF-8' };
  const Content = { Simple: { Subject: text, Body: { Text: text } } };
  return ses.send(new SendEmailCommand({ FromEmailAddress: from, Destination: destination, Content }));
}

for (const [name, from, to] of [
  ['the one sender to the one reader', FROM, { ToAddresses: [TO] }],
  ['with a name beside the address', `Students <${FROM}>`, { ToAddresses: [`Reader <${TO}>`] }],
] as const) {
  test(`a role may mail where its condition says so: ${name}`, async () => {
    match((await send(from, to)).MessageId ?? '', /./);
    const [check] = aws.calls.since(aws.calls.mark() - 1).flatMap(({ checks }) => checks);
    deepEqual([check?.action, check?.decision], ['ses:SendEmail', 'Allowed']);
    equal(check?.resource, `arn:aws:ses:us-east-1:${aws.accountId}:identity/${FROM}`);
  });
}

for (const [name, from, to] of [
  ['to somebody else', FROM, { ToAddresses: ['stranger@example.com'] }],
  ['to somebody else as well', FROM, { ToAddresses: [TO, 'stranger@example.com'] }],
  ['to somebody else in copy', FROM, { ToAddresses: [TO], CcAddresses: ['stranger@example.com'] }],
  ['to somebody else in blind copy', FROM, { ToAddresses: [TO], BccAddresses: ['stranger@example.com'] }],
  ['to nobody', FROM, {}],
  ['from another address', 'other@example.com', { ToAddresses: [TO] }],
] as const) {
  test(`and nowhere else: not ${name}`, async () => {
    const error = await send(from, to).then(() => null, String);
    match(error ?? 'it was sent', /AccessDenied/);
  });
}
