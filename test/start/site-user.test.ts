import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { StackResult } from '../../scripts/deployment/events.ts';
import { resultOf } from '../../scripts/deployment/execution/result.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { makeStage, type Setting } from '../../scripts/scenario/stage.ts';
import { guide } from '../../scripts/start/guide.ts';
import { signInLines } from '../../scripts/start/sign-in.ts';
import { serveSite } from '../../scripts/start/site.ts';
import { makeSiteUser, randomPassword, SITE_USER } from '../../scripts/start/site-user.ts';
import { clientOptions, deploy } from '../embedded/fixture.ts';
import { awsForFile } from '../embedded/own-aws.ts';
import { POOL, POOL_OUTPUTS } from './site-repository.ts';

let aws: EmbeddedAws;
let pools = 0;

before(async () => {
  aws = await awsForFile();
});

const cognito = () => new CognitoIdentityProviderClient(clientOptions(aws));

function stackWith(outputs: Record<string, string>): StackResult {
  return { ...resultOf({ stack: 'web', stackName: 'p-local-web', region: 'us-east-1' }, 'created'), outputs };
}

/** A pool of its own; its policy wants at least this many characters. */
async function pool(shortest = 14) {
  const { Pool, PoolClient } = structuredClone(POOL);
  Pool.Properties.Policies.PasswordPolicy.MinimumLength = shortest;
  pools += 1;
  const outputs = await deploy(aws, `pool-${pools}`, { Resources: { Pool, PoolClient }, Outputs: POOL_OUTPUTS });
  return { outputs, userPoolId: outputs.UserPoolId ?? '', clientId: outputs.UserPoolClientId ?? '' };
}

async function canSignIn({ userPoolId, clientId }: Awaited<ReturnType<typeof pool>>, password: string) {
  const { AuthenticationResult, ChallengeName } = await cognito().send(
    new AdminInitiateAuthCommand({
      ...{ UserPoolId: userPoolId, ClientId: clientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' },
      AuthParameters: { USERNAME: SITE_USER, PASSWORD: password },
    }),
  );
  return [ChallengeName, AuthenticationResult?.AccessToken !== undefined];
}

/** A client whose process ends right after a call. */
function endingAfter(call: string): CognitoIdentityProviderClient {
  const client = cognito();
  let ended = false;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (ended) throw new Error('it makes no call any more');
        const answer = await next(args);
        ended = commandName === call;
        if (ended) throw new Error(`ended after ${call}`);
        return answer;
      },
    { step: 'initialize' },
  );
  return client;
}

test('a start that ended before the password was set is finished by the next one', async () => {
  const made = await pool();
  await rejects(makeSiteUser(endingAfter('AdminCreateUserCommand'), made.userPoolId), /ended after AdminCreateUser/);
  const user = { UserPoolId: made.userPoolId, Username: SITE_USER };
  equal((await cognito().send(new AdminGetUserCommand(user))).UserStatus, 'FORCE_CHANGE_PASSWORD');
  const password = await makeSiteUser(cognito(), made.userPoolId);
  ok(password);
  deepEqual(await canSignIn(made, password), [undefined, true]);
  equal(await makeSiteUser(cognito(), made.userPoolId), null, 'a user that is there keeps its password');
  deepEqual(await canSignIn(made, password), [undefined, true]);
});

test('no call of it leaves the password in the record of calls', async () => {
  const { userPoolId } = await pool();
  const mark = aws.calls.mark();
  const password = await makeSiteUser(cognito(), userPoolId);
  const calls = aws.calls.since(mark);
  equal(calls.length, 3);
  equal(JSON.stringify(calls).includes(password ?? ''), false);
});

test('a pool that wants more than our password has is told, and the start goes on', async () => {
  const { outputs } = await pool(40);
  const lines = await signInLines(aws, [stackWith(outputs)], {});
  equal(lines.length, 1);
  match(lines[0] ?? '', /^ {2}Nobody can sign in yet, as student-admin could not be made: InvalidPasswordException: /);
});

test('a stack that wants no sign-in gets no user', async () => {
  const { outputs } = await pool();
  for (const RequireSignIn of ['false', '']) {
    deepEqual(await signInLines(aws, [stackWith({ ...outputs, RequireSignIn })], {}), []);
  }
  await rejects(cognito().send(new AdminGetUserCommand({ UserPoolId: outputs.UserPoolId, Username: SITE_USER })), {
    name: 'UserNotFoundException',
  });
});

test('passwords are long, random and have what the strictest policy wants', () => {
  const passwords = Array.from({ length: 2_000 }, randomPassword);
  const weak = passwords.filter(
    (text) => text.length < 14 || ![/[A-Z]/, /[a-z]/, /\d/, /[-_.+=]/].every((kind) => kind.test(text)),
  );
  deepEqual(weak, []);
  equal(new Set(passwords).size, passwords.length);
  const counts = new Map<string, number>();
  for (const character of passwords.join('')) counts.set(character, (counts.get(character) ?? 0) + 1);
  // 62 characters, 40,000 draws: each comes about 645 times, those of the small kinds a little more often.
  deepEqual([counts.size, [...counts.values()].every((count) => count > 400 && count < 1_300)], [62, true]);
});

test('without a distribution nothing is served, and the guide has no address', () => {
  const served: (string | null)[] = [];
  const front = { endpoint: 'http://127.0.0.1:4566', serve: (name: string | null) => void served.push(name) };
  equal(serveSite(front, [stackWith({}), stackWith({ DistributionDomain: '' })]), null);
  deepEqual(served, []);
  const here = { ...front, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const said = (...stacks: string[]) => guide({ ...here, site: null, signIn: [], stacks });
  ok(said('bootstrap', 'lab').some((line) => line.includes('lab-function')));
  ok(!said('other').some((line) => line.includes('lab-function')), 'only what is there is called');
  deepEqual(said().slice(0, 2), [
    '',
    'Call it with the AWS CLI, an SDK or this repository’s commands, from another terminal:',
  ]);
  equal(
    serveSite(front, [stackWith({}), stackWith({ DistributionDomain: 'd1.cloudfront.net' })]),
    'http://localhost:4566',
  );
  deepEqual(served, ['d1.cloudfront.net']);
});

test('a scenario finds the site', () => {
  for (const site of ['http://localhost:4566', null]) {
    const setting: Setting = { ...aws, site, standIns: { weather: undefined as never }, issuer: undefined as never };
    equal(makeStage({ root: '.', setting, outputs: {}, onStep: () => {} }, []).site, site);
  }
});
