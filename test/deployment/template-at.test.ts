import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { UserError } from '../../scripts/cli/errors.ts';
import { objectUrl, templateAt } from '../../scripts/deployment/template-at.ts';
import { parseTemplate } from '../../scripts/template/source.ts';
import { fakeS3 } from '../aws/fake-s3.ts';

function target(bytes: number) {
  const body = 'x'.repeat(bytes);
  const templateSha256 = createHash('sha256').update(body).digest('hex');
  const source = parseTemplate('Resources: {}', 'templates/app.yaml');
  const packaged = { stack: 'app', source, template: {}, body, artifacts: [], policies: [] };
  const place = { environment: 'dev', bucket: 'artifacts', accountId: '111122223333', region: 'eu-west-1' };
  return { packaged, templateSha256, ...place };
}

test('a template of up to 51,200 bytes goes with the call', async () => {
  const s3 = fakeS3(() => []);
  const at = await templateAt({ s3: s3.client, endpoint: null }, target(51_200));
  assert.deepEqual(at, { TemplateBody: 'x'.repeat(51_200) });
  assert.deepEqual(s3.calls, []);
});

test('a larger one is uploaded under its hash', async () => {
  const s3 = fakeS3(() => ['artifacts']);
  const large = target(51_201);
  const key = `main/templates/${large.templateSha256}.json`;
  const at = await templateAt({ s3: s3.client, endpoint: null }, large);
  assert.deepEqual(at, { TemplateURL: `https://artifacts.s3.eu-west-1.amazonaws.com/${key}` });
  assert.ok(s3.objects.has(`artifacts/${key}`));
});

test('one that CloudFormation would not take is a mistake, and nothing is uploaded', async () => {
  const s3 = fakeS3(() => ['artifacts']);
  await assert.rejects(templateAt({ s3: s3.client, endpoint: null }, target(1_000_001)), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /^templates\/app\.yaml comes to 1000001 bytes, .* split it into two stacks$/);
    return true;
  });
  assert.deepEqual(s3.calls, []);
});

test('addresses of objects', () => {
  const url = (endpoint: string | null, region: string) => objectUrl(endpoint, region, 'b', 'k');
  assert.equal(url('http://127.0.0.1:4566/', 'us-east-1'), 'http://127.0.0.1:4566/b/k');
  assert.equal(url(null, 'us-gov-west-1'), 'https://b.s3.us-gov-west-1.amazonaws.com/k');
  assert.equal(url(null, 'cn-north-1'), 'https://b.s3.cn-north-1.amazonaws.com.cn/k');
});
