import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { gitHub } from './running.ts';

const CLAIMS = { sub: 'repo:octo-org/stackwarden:pull_request' };

async function ask(url: string, token: string) {
  const response = await fetch(url, { headers: { authorization: `bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as { value: string; count: number } };
}

test('a job gets a token for its claims and the audience that it names', async (t) => {
  const github = await gitHub(t);
  const { url, token } = github.idToken(CLAIMS);
  const { status, body } = await ask(`${url}&audience=sts.amazonaws.com`, token);
  equal(status, 200);
  deepEqual(JSON.parse(body.value), { ...CLAIMS, audience: 'sts.amazonaws.com' });
  equal(body.count, body.value.length);
});

test('without an audience it is the owner of the repository', async (t) => {
  const github = await gitHub(t);
  const { url, token } = github.idToken(CLAIMS);
  equal(JSON.parse((await ask(url, token)).body.value).audience, 'https://github.com/octo-org');
});

test('each job has its own claims, and none after its end', async (t) => {
  const github = await gitHub(t);
  const [one, other] = [github.idToken(CLAIMS), github.idToken({ sub: 'other' })];
  equal(JSON.parse((await ask(one.url, other.token)).body.value).sub, 'other');
  github.revoke(other.token);
  equal((await ask(other.url, other.token)).status, 401);
  equal((await ask(one.url, one.token)).status, 200);
  equal((await ask(one.url, github.jobToken({ 'id-token': 'write' }))).status, 401);
});

test('an issuer that fails is told, and breaks nothing', async (t) => {
  const sign = () => Promise.reject(new Error('no key'));
  const github = await gitHub(t, { issuer: { sign } });
  const { url, token } = github.idToken(CLAIMS);
  equal((await ask(url, token)).status, 500);
});
