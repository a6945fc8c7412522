import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { type TestContext, test } from 'node:test';
import { isPublic, lookupPublic } from '../../functions/data-bridge/public-address.ts';
import type { Settings } from '../../functions/data-bridge/settings.ts';
import { checkedUrl, shownUrl, withKey } from '../../functions/data-bridge/url.ts';

const HOST = 'api.openweathermap.org';

function settings(apiUrl: string, more: Partial<Settings> = {}): Settings {
  const secret = { keySecretArn: null, keyParameter: 'appid' };
  const times = { freshSeconds: 600, failurePauseSeconds: 30, attemptTimeoutMs: 3000 };
  return { apiUrl, allowedHost: HOST, allowLoopback: false, bucket: 'b', ...secret, ...times, ...more };
}

test('the allowed host over https may be called', () => {
  equal(checkedUrl(settings(`https://${HOST}/data/2.5/weather?q=Tokyo`)).hostname, HOST);
  equal(checkedUrl(settings(`https://${HOST.toUpperCase()}:443/`)).hostname, HOST);
});

const REFUSED: [url: string, reason: RegExp, more?: Partial<Settings>][] = [
  ['weather', /not a URL/],
  [`http://${HOST}/`, /must be https/],
  [`ftp://${HOST}/`, /must be https/],
  [`file:///etc/passwd`, /allowed host/],
  [`https://${HOST}.evil.example/`, /allowed host/],
  [`https://evil.example/?${HOST}`, /allowed host/],
  [`https://evil.example#@${HOST}/`, /allowed host/],
  [`https://${HOST}@evil.example/`, /credentials/],
  [`https://evil.example\\@${HOST}/`, /allowed host/],
  [`https://user:the-key@${HOST}/`, /credentials/],
  [`https://${HOST}/?q=Tokyo&appid=the-key`, /must not hold appid/],
  [`https://${HOST}/?AppId=the-key`, /must not hold appid/],
  [`https://${HOST}/?%61ppid=the-key`, /must not hold appid/],
  [`https://${HOST}:8443/`, /standard port/],
  ['https://169.254.169.254/latest/meta-data', /must name its host/, { allowedHost: '169.254.169.254' }],
  ['https://2852039166/', /must name its host/, { allowedHost: '169.254.169.254' }],
  ['https://[::1]/', /must name its host/, { allowedHost: '[::1]' }],
  ['http://127.0.0.1:4566/', /must be https/, { allowedHost: '127.0.0.1' }],
  ['http://localhost:4566/', /must be https/, { allowedHost: 'localhost', allowLoopback: true }],
  ['http://127.0.0.2/', /must be https/, { allowedHost: '127.0.0.2', allowLoopback: true }],
];

for (const [url, reason, more] of REFUSED) {
  test(`${url} is refused, and not repeated`, () => {
    throws(
      () => checkedUrl(settings(url, more)),
      (error: Error) => reason.test(error.message) && !error.message.includes('the-key'),
    );
  });
}

test('loopback is for the local environment, without TLS', () => {
  const local = settings('http://127.0.0.1:4566/_stand-in/weather/', { allowedHost: '127.0.0.1', allowLoopback: true });
  equal(checkedUrl(local).port, '4566');
});

test('the key goes into its parameter, escaped, and never into the URL that is shown', () => {
  const url = new URL(`https://${HOST}/weather?q=Tokyo#here`);
  const full = withKey(url, 'appid', 'a&b=c');
  equal(full.searchParams.get('appid'), 'a&b=c');
  equal(withKey(url, 'appid', null).href, url.href);
  equal(shownUrl(full, 'appid'), `https://${HOST}/weather?q=Tokyo`);
  equal(shownUrl(new URL(`https://${HOST}/?appid=x&appid=y&APPID=z`), 'appid'), `https://${HOST}/`);
  equal(shownUrl(new URL(`https://${HOST}/?apikey=x&q=y`), 'ApiKey'), `https://${HOST}/?q=y`);
});

test('private, special and mapped addresses are not public', () => {
  const v4 = `0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.31.255.255 192.168.1.1 198.18.0.1 224.0.0.1
    255.255.255.255`;
  const v6 = ':: ::1 ::ffff:10.0.0.1 64:ff9b::a00:1 fc00::1 fd00:ec2::254 fe80::1 ff02::1 2002:a00:1::1 2001:db8::1';
  const found = [
    ...v4.split(/\s+/).filter((address) => isPublic({ address, family: 4 })),
    ...v6.split(/\s+/).filter((address) => isPublic({ address, family: 6 })),
  ];
  deepEqual(found, []);
  ok(isPublic({ address: '37.139.20.5', family: 4 }));
  ok(isPublic({ address: '2606:4700::1111', family: 6 }));
});

/** Lets names lead to these addresses for the length of a test. */
function resolveTo(t: TestContext, answers: (Error | { address: string; family: number }[])[]): void {
  const fake = (_name: string, _options: object, callback: (...found: unknown[]) => void) => {
    const answer = answers.shift();
    if (answer instanceof Error) callback(answer);
    else callback(null, answer);
  };
  t.mock.method(dns, 'lookup', fake as unknown as typeof dns.lookup);
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
}

function lookedUp(all: boolean): Promise<unknown[]> {
  return new Promise((resolve) => lookupPublic('weather.example', { all }, (...found) => resolve(found)));
}

const open = { address: '37.139.20.5', family: 4 };
const inside = { address: '10.0.0.7', family: 4 };

test('a public name is looked up as Node asks for it', async (t) => {
  resolveTo(t, [[open], [open]]);
  deepEqual(await lookedUp(true), [null, [open]]);
  deepEqual(await lookedUp(false), [null, open.address, 4]);
});

test('one private address among public ones is enough to refuse', async (t) => {
  resolveTo(t, [[open, inside]]);
  const [error] = await lookedUp(true);
  ok(error instanceof Error && /not public/.test(error.message));
});

test('a name that turns private at the second look-up is refused then (DNS rebinding)', async (t) => {
  resolveTo(t, [[open], [inside]]);
  deepEqual(await lookedUp(false), [null, open.address, 4]);
  const [error] = await lookedUp(false);
  ok(error instanceof Error && /not public/.test(error.message));
});

test('no address, or no name server', async (t) => {
  resolveTo(t, [[], Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })]);
  const [none] = await lookedUp(false);
  ok(none instanceof Error && /no address/.test(none.message));
  const [failed] = await lookedUp(false);
  equal((failed as NodeJS.ErrnoException).code, 'ENOTFOUND');
});
