import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { before, it } from 'node:test';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { clientOptions, deploy } from './fixture.ts';
import { awsForFile } from './own-aws.ts';

const template = {
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'site' } },
    Access: {
      Type: 'AWS::CloudFront::OriginAccessControl',
      Properties: {
        OriginAccessControlConfig: {
          Name: 'site',
          OriginAccessControlOriginType: 's3',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      },
    },
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: 'site',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Action: 's3:GetObject',
            Resource: 'arn:aws:s3:::site/*',
          },
        },
      },
    },
    Distribution: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          DefaultRootObject: 'index.html',
          Origins: [
            {
              Id: 'site',
              DomainName: 'site.s3.us-east-1.amazonaws.com',
              OriginAccessControlId: { Ref: 'Access' },
              S3OriginConfig: { OriginAccessIdentity: '' },
            },
          ],
          DefaultCacheBehavior: {
            TargetOriginId: 'site',
            ViewerProtocolPolicy: 'redirect-to-https',
            CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
          },
        },
      },
    },
  },
  Outputs: {
    Domain: { Value: { 'Fn::GetAtt': ['Distribution', 'DomainName'] } },
  },
};

let aws: EmbeddedAws;
let outputs: Record<string, string>;

before(async () => {
  aws = await awsForFile();
  outputs = await deploy(aws, 'site', template);
  const s3 = new S3Client(clientOptions(aws));
  const page = { Bucket: 'site', Key: 'index.html', Body: '<h1>site</h1>', ContentType: 'text/html' };
  await s3.send(new PutObjectCommand(page));
  s3.destroy();
});

/** What a browser at `http://localhost:<port>` gets. */
async function visit(path: string): Promise<{ status: number | undefined; text: string }> {
  const { port } = new URL(aws.endpoint);
  const headers = { host: `localhost:${port}`, 'sec-fetch-site': 'none' };
  const [response] = (await once(request({ host: '127.0.0.1', port, path, headers }).end(), 'response')) as [
    IncomingMessage,
  ];
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, text };
}

it('shows the distribution to a browser at localhost, as over TLS', async () => {
  aws.serve(outputs.Domain ?? null);
  assert.deepEqual(await visit('/'), { status: 200, text: '<h1>site</h1>' });
});

it('shows no administration there', async () => {
  aws.serve(outputs.Domain ?? null);
  assert.equal((await visit('/_ministack/ses/messages')).status, 403);
});

it('shows nothing any more when it is taken back', async () => {
  aws.serve(null);
  const { status, text } = await visit('/');
  assert.equal(status, 404);
  assert.match(text, /^No CloudFront distribution/);
});
