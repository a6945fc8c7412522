import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { type Bucket, bucket } from './buckets.ts';
import { type Caller, type Context, user } from './callers.ts';
import { allow, document } from './engine.ts';
import type { LiveCase } from './live.ts';
import type { World } from './world.ts';

const ACTION = 's3:PutObject';
const SSE = 's3:x-amz-server-side-encryption';
const ACL = 's3:x-amz-acl';

/** Conditions under which the buckets' policies deny. */
const DENIED: Record<string, object | null> = {
  'nothing denied': null,
  'without TLS': { Bool: { 'aws:SecureTransport': 'false' } },
  'not encrypted so': { StringNotEquals: { [SSE]: 'AES256' } },
  'encrypted otherwise': { StringNotEqualsIfExists: { [SSE]: 'AES256' } },
  'encryption not said': { Null: { [SSE]: 'true' } },
  'otherwise, but said': { StringNotEquals: { [SSE]: 'AES256' }, Null: { [SSE]: 'false' } },
  'public ACL': { StringLike: { [ACL]: 'public-*' } },
  'from elsewhere': { NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } },
  'from here': { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '2001:db8::/32'] } },
};

/** Conditions on the caller. */
const DENIED_CALLERS: Record<string, object> = {
  'not of blue': { StringNotEquals: { 'aws:PrincipalTag/team': 'blue' } },
  'not of blue, if of any': { StringNotEqualsIfExists: { 'aws:PrincipalTag/team': 'blue' } },
  'of no team': { Null: { 'aws:PrincipalTag/team': 'true' } },
};

interface Put {
  input?: Partial<PutObjectCommandInput>;
  context?: Context;
  /** Round the front, so without TLS. */
  insecure?: boolean;
}

const PUTS: Record<string, Put> = {
  plain: {},
  'round the front': { context: { 'aws:SecureTransport': 'false' }, insecure: true },
  encrypted: { input: { ServerSideEncryption: 'AES256' }, context: { [SSE]: 'AES256' } },
  'encrypted by a key': { input: { ServerSideEncryption: 'aws:kms' }, context: { [SSE]: 'aws:kms' } },
  public: { input: { ACL: 'public-read' }, context: { [ACL]: 'public-read' } },
  private: { input: { ACL: 'private' }, context: { [ACL]: 'private' } },
};

/** Bucket policies whose conditions look at the request and at the caller. */
export async function writeCases(at: World): Promise<LiveCase[]> {
  const identity = [document(allow({ Action: ACTION }))];
  const blue = await user(at, 'writer-blue', { identity, tags: { team: 'blue' } });
  const red = await user(at, 'writer-red', { identity, tags: { team: 'red' } });
  const teamless = await user(at, 'writer', { identity });
  const cases: LiveCase[] = [];
  for (const [title, condition] of Object.entries(DENIED)) {
    const made = await denying(at, `writes-${cases.length}`, condition);
    for (const [how, put] of Object.entries(PUTS)) cases.push(putCase(at, `denied: ${title}; ${how}`, blue, made, put));
  }
  for (const [title, condition] of Object.entries(DENIED_CALLERS)) {
    const made = await denying(at, `writes-${cases.length}`, condition);
    for (const [who, caller] of Object.entries({ blue, red, teamless })) {
      cases.push(putCase(at, `denied: ${title}; ${who}`, caller, made, {}));
    }
  }
  return cases;
}

function denying(at: World, name: string, Condition: object | null): Promise<Bucket> {
  return bucket(at, name, (arn) =>
    Condition ? [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn, `${arn}/*`], Condition }] : [],
  );
}

function putCase({ aws }: World, title: string, caller: Caller, { name, policy }: Bucket, put: Put): LiveCase {
  const { input, context = {}, insecure = false } = put;
  const endpoint = insecure ? aws.insecureEndpoint : aws.endpoint;
  const request = new PutObjectCommand({ Bucket: name, Key: 'k', Body: 'x', ...input });
  return {
    title,
    caller,
    action: ACTION,
    resource: `arn:aws:s3:::${name}/k`,
    resourcePolicy: policy,
    context,
    send: () => caller.client(S3Client, endpoint).send(request),
  };
}
