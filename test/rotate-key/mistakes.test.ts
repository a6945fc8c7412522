import { equal, match } from 'node:assert/strict';
import { before, test } from 'node:test';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { awsForFile } from '../embedded/own-aws.ts';
import { mistakeOf } from '../template/fixture.ts';
import { place } from './fixture.ts';
import { keyedTemplate } from './template.ts';

let aws: EmbeddedAws;

before(async () => {
  aws = await awsForFile();
});

const template = () => keyedTemplate(new URL(aws.endpoint).port);
const FILE = 'templates/environments/dev.yaml';

/** What is wrong with a repository; told before anything is called. */
const IN_FILES: [what: string, files: () => Record<string, string>, wanted: string | undefined, said: RegExp][] = [
  [
    'no such secret anywhere',
    () => ({ 'templates/student.yaml': template().replace(/ {4}Metadata:.*\n/, '') }),
    undefined,
    /^stack student has no secret that can be rotated: its Metadata has to say Stackwarden: \{VersionParameter: /,
  ],
  [
    'no such secret in this stack',
    () => ({ 'templates/web.yaml': 'Resources: {}' }),
    'web',
    /^stack web has no secret that can be rotated/,
  ],
  [
    'no secret of this name',
    () => ({}),
    'student/Key',
    /^stack student has no secret 'Key' that can be rotated; there is ApiKeySecret/,
  ],
  ['no such stack', () => ({}), 'studnt', /^no stack is called 'studnt'; did you mean student\?$/],
  [
    'two secrets',
    () => ({ 'templates/web.yaml': template() }),
    undefined,
    /^name the secret to rotate: one of student\/ApiKeySecret, web\/ApiKeySecret$/,
  ],
  [
    'a parameter that the template lacks',
    () => ({
      'templates/student.yaml': template().replace('VersionParameter: ApiKeyVersion', 'VersionParameter: ApiKeyVersio'),
    }),
    undefined,
    /^templates\/student\.yaml:10:48: VersionParameter takes the name of a parameter of this template; did you mean ApiKeyVersion\?$/,
  ],
  [
    'a parameter that nothing is made of',
    () => ({ 'templates/student.yaml': template().replaceAll(':::${ApiKeyVersion}', '') }),
    undefined,
    /^templates\/student\.yaml:2:3: no resource is made of ApiKeyVersion: name it where the secret is used, as in \{\{resolve/,
  ],
  [
    'a parameter that is no name',
    () => ({
      'templates/student.yaml': template().replace('VersionParameter: ApiKeyVersion', 'VersionParameter: [a]'),
    }),
    undefined,
    /^templates\/student\.yaml:10:48: VersionParameter takes the name of a parameter/,
  ],
  [
    'the setting at something else',
    () => ({
      'templates/student.yaml':
        'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Metadata: {Stackwarden: {VersionParameter: A}}\n',
    }),
    undefined,
    /^templates\/student\.yaml:4:30: only a secret has versions/,
  ],
  [
    'a secret that is made in another way',
    () => ({ 'templates/student.yaml': template().replace('PasswordLength: 40', 'GenerateStringKey: k') }),
    undefined,
    /^templates\/student\.yaml:12:30: GenerateStringKey is not known here/,
  ],
  [
    'a stack that the environment skips',
    () => ({ [FILE]: 'region: us-east-1\nprefix: p\nstacks: {student: {skip: not here}}\n' }),
    'student',
    /^environment dev skips stack student: not here$/,
  ],
  [
    'a file that the version cannot be written into',
    () => ({
      'templates/web.yaml': 'Resources: {}',
      [FILE]: `region: us-east-1\naccount: '${aws.accountId}'\nprefix: p\nstacks: {web: &all {parameters: {}}, student: *all}\n`,
    }),
    undefined,
    /^templates\/environments\/dev\.yaml: cannot tell where to write the new version: add a line 'ApiKeyVersion: ""' below stacks\.student\.parameters$/,
  ],
  [
    'another account',
    () => ({ [FILE]: "region: us-east-1\naccount: '444455556666'\nprefix: p\nstacks: {}\n" }),
    undefined,
    /^environment dev belongs to account 444455556666, and these credentials to \d{12}/,
  ],
  [
    'no stack',
    () => ({}),
    undefined,
    /^there is no stack ma-dev-student in us-east-1: npm run deploy -- --environment dev student$/,
  ],
];

for (const [what, files, wanted, said] of IN_FILES) {
  test(`mistake: ${what}`, async (t) => {
    const at = await place(t, aws, 'ma', { files: files() });
    match(await mistakeOf(() => at.rotate({ wanted })), said);
  });
}

test('a secret is chosen by its stack, or by its name as well', async (t) => {
  const at = await place(t, aws, 'mb', { files: { 'templates/web.yaml': template() } });
  await at.deploy();
  for (const wanted of ['student', 'student/ApiKeySecret']) equal((await at.rotate({ wanted })).stack, 'student');
});
