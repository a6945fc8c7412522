import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Stage } from '../scenario.ts';

export async function pagesAreServed(stage: Stage, key: string): Promise<void> {
  const { SiteUrl, SiteBucketName, UserPoolClientId, RequireSignIn } = stage.outputs;
  await stage.step(
    'the site shows its pages with a strict policy, and no file of it holds the API key',
    async ({ note }) => {
      const page = await fetch(`${SiteUrl}/`);
      deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html; charset=utf-8']);
      const policy = page.headers.get('content-security-policy') ?? '';
      match(policy, /default-src 'none'; script-src 'self';/);
      match(policy, /trusted-types 'none'/);
      const headers = ['strict-transport-security', 'x-content-type-options', 'x-frame-options', 'referrer-policy'];
      ok(headers.every((name) => page.headers.get(name)));
      const { Contents = [] } = await stage.owner.s3.send(new ListObjectsV2Command({ Bucket: SiteBucketName }));
      for (const { Key } of Contents) {
        const file = await fetch(`${SiteUrl}/${Key}`);
        equal(file.status, 200);
        ok(!(await file.text()).includes(key), `${Key} holds the API key`);
      }
      const config = (await (await fetch(`${SiteUrl}/config.json`)).json()) as Record<string, unknown>;
      deepEqual([config.RequireSignIn, config.UserPoolClientId ?? null], [RequireSignIn, UserPoolClientId ?? null]);
      note(`${Contents.length} files`);
    },
  );
  await stage.step('what is not there is refused, not replaced by a page', async () => {
    equal((await fetch(`${SiteUrl}/nothing.html`)).status, 403);
  });
}

export async function siteBucketIsPrivate(stage: Stage): Promise<void> {
  const { SiteBucketName: Bucket = '' } = stage.outputs;
  const get = new GetObjectCommand({ Bucket, Key: 'index.html' });
  const nobody = await stage.stranger('site-stranger', []);
  await stage.refused(
    'past CloudFront a stranger reads no page',
    { action: 's3:GetObject', decision: 'ImplicitlyDenied' },
    () => nobody.secure.s3.send(get),
  );
  const reader = await stage.stranger('site-reader', [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${Bucket}` },
  ]);
  await stage.step('a role with a grant of its own reads one', () => reader.secure.s3.send(get));
  await stage.refused('but not without TLS', { action: 's3:GetObject', decision: 'ExplicitlyDenied' }, () =>
    reader.insecure.s3.send(get),
  );
  await stage.refused('nor lists them without TLS', { action: 's3:ListBucket', decision: 'ExplicitlyDenied' }, () =>
    reader.insecure.s3.send(new ListObjectsV2Command({ Bucket })),
  );
}
