import assert from 'node:assert/strict';
import { it } from 'node:test';
import { destinationOf } from '../../scripts/embedded/hosts.ts';

const served = ['127.0.0.1:4566', 'lab.localhost:4566', 'bucket.s3.amazonaws.com', 'D1.cloudfront.net', 'x.localhost'];
for (const host of served) {
  it(`serves ${host} as it was sent`, () => {
    assert.deepEqual(destinationOf(host, 4566, 'd1.cloudfront.net'), { host });
  });
}

const refused = [
  undefined,
  '',
  'evil.example',
  '127.0.0.1:80',
  'localhost:80',
  'localhost.evil.example:4566',
  'amazonaws.com.evil.example',
  'evilamazonaws.com',
  '127.0.0.1:4566.evil.example',
  'a b.localhost',
  '192.168.1.2:4566',
];
for (const host of refused) {
  it(`refuses ${host}`, () => {
    const destination = destinationOf(host, 4566, 'd1.cloudfront.net');
    assert.equal('refuse' in destination && destination.refuse, 421);
  });
}

it('serves an origin that CloudFront names without its port', () => {
  assert.deepEqual(destinationOf('127.0.0.1', 4566, null), { host: '127.0.0.1' });
});

it('serves a name without a port on port 80, which clients leave out', () => {
  assert.deepEqual(destinationOf('127.0.0.1', 80, null), { host: '127.0.0.1' });
  assert.deepEqual(destinationOf('127.0.0.1:80', 80, null), { host: '127.0.0.1:80' });
  assert.deepEqual(destinationOf('localhost', 80, 'd1.cloudfront.net'), { host: 'd1.cloudfront.net' });
  const evil = destinationOf('evil.example', 80, null);
  assert.equal('refuse' in evil && evil.refuse, 421);
});

it('shows the distribution at localhost', () => {
  assert.deepEqual(destinationOf('LocalHost:4566', 4566, 'd1.cloudfront.net'), { host: 'd1.cloudfront.net' });
});

it('has nothing at localhost before one is deployed', () => {
  const destination = destinationOf('localhost:4566', 4566, null);
  assert.equal('refuse' in destination && destination.refuse, 404);
});
