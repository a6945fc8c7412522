import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheControlOf, contentTypeOf } from '../../../scripts/deployment/after/content-type.ts';
import { servingBuckets } from '../../../scripts/deployment/after/serving-buckets.ts';
import { parseTemplate } from '../../../scripts/template/source.ts';

const types: [string, string][] = [
  ['index.html', 'text/html; charset=utf-8'],
  ['a/b.SVG', 'image/svg+xml'],
  ['LICENSE', 'application/octet-stream'],
  ['archive.tar.gz', 'application/octet-stream'],
  ['.html/file', 'application/octet-stream'],
];

for (const [key, type] of types) test(`the type of ${key}`, () => assert.equal(contentTypeOf(key), type));

test('only a name that holds a hash may be kept for ever', () => {
  assert.match(cacheControlOf('app-0123abcd.js'), /immutable/);
  assert.match(cacheControlOf('app.0123abcdef.css'), /immutable/);
  assert.match(cacheControlOf('app-0123456789012345.js'), /immutable/);
  const others = ['index.html', 'app.js', 'jquery-3.7.1.js', 'report-20251128.pdf', 'photo.20251128134500.png'];
  for (const key of others) assert.equal(cacheControlOf(key), 'no-cache', key);
});

const template = (metadata: string, type = 'AWS::S3::Bucket') =>
  parseTemplate(
    `Resources:\n  Site:\n    Type: ${type}\n    Metadata:\n      Stackwarden: ${metadata}\n`,
    'templates/a.yaml',
  );

test('a bucket says which files it serves, and which outputs its pages may know', () => {
  assert.deepEqual(servingBuckets(template('{Files: pages/site}')), [
    { logicalId: 'Site', folder: 'templates/pages/site', config: null, distribution: null },
  ]);
  assert.deepEqual(servingBuckets(template('{Files: site, Config: {File: c.json, Outputs: [Url]}}'))[0]?.config, {
    file: 'c.json',
    outputs: ['Url'],
  });
  assert.deepEqual(servingBuckets(template('{Suppress: []}')), []);
});

const mistakes: [string, string, string, RegExp][] = [
  ['a queue', '{Files: site}', 'AWS::SQS::Queue', /templates\/a\.yaml:5:\d+: only a bucket serves files/],
  ['a way out', '{Files: ../functions}', 'AWS::S3::Bucket', /:5:\d+: Files takes the name of a folder below templates/],
  ['an absolute path', '{Files: /etc}', 'AWS::S3::Bucket', /Files takes the name of a folder/],
  [
    'a config without outputs',
    '{Files: a, Config: {File: c.json}}',
    'AWS::S3::Bucket',
    /Config takes File, a name, and Outputs/,
  ],
  [
    'a distribution that is none',
    '{Files: a, Distribution: Site}',
    'AWS::S3::Bucket',
    /:5:\d+: Distribution takes the logical id of an AWS::CloudFront::Distribution/,
  ],
  [
    'a list of distributions',
    '{Files: a, Distribution: [Site]}',
    'AWS::S3::Bucket',
    /Distribution takes the logical id/,
  ],
  [
    'a distribution elsewhere',
    '{Files: a, Distribution: toString}',
    'AWS::S3::Bucket',
    /Distribution takes the logical/,
  ],
  ['a config elsewhere', '{Files: a, Config: {File: ../c.json, Outputs: []}}', 'AWS::S3::Bucket', /Config takes File/],
];

for (const [name, metadata, type, message] of mistakes) {
  test(`mistake: ${name}`, () => assert.throws(() => servingBuckets(template(metadata, type)), message));
}
