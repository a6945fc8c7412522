import { deepEqual, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { type Resource, resourcesOf } from '../../scripts/iam/grants.ts';
import { readStackAccess } from '../../scripts/iam/stack-access.ts';
import { field } from '../../scripts/iam/statements.ts';
import { findIncludes, readPolicy } from '../../scripts/template/policies.ts';
import { listStacks, readTemplate } from '../../scripts/template/repository.ts';

interface RawStatement {
  Effect: string;
  Principal?: unknown;
  Action: unknown;
  Resource?: unknown;
  Condition?: unknown;
}

interface Included {
  /** Of the template, as `Resources/LabBucketPolicy/Properties/PolicyDocument`. */
  place: string;
  file: string;
  statements: RawStatement[];
}

const TLS = { Bool: { 'aws:SecureTransport': 'false' } };
const list = (value: unknown) => [value].flat().map(String);

async function includedIn(stack: string): Promise<Included[]> {
  const template = await readTemplate(projectFolder, stack);
  return Promise.all(
    findIncludes(template).map(async (include) => {
      const { file, value } = await readPolicy(projectFolder, template, include);
      return { place: include.path.join('/'), file, statements: (value as { Statement: RawStatement[] }).Statement };
    }),
  );
}

/** The resource policy's documents of a bucket or queue. */
function documentsOn(resource: Resource, resources: Resource[], included: Included[]): Included[] {
  const policies = resources.filter(({ type, properties }) => {
    const targets = [field(properties, 'Bucket'), field(properties, 'Queues')].flat();
    return type.endsWith('Policy') && targets.some((target) => field(target, 'Ref') === resource.logicalId);
  });
  return included.filter(({ place }) => policies.some(({ logicalId }) => place.startsWith(`Resources/${logicalId}/`)));
}

/** What people deploy, for and around the other stacks, is tested for itself (test/bootstrap). */
const BY_PEOPLE = ['audit', 'bootstrap'];

for (const stack of await listStacks(projectFolder)) {
  const isSystem = !BY_PEOPLE.includes(stack);
  const { template } = await readStackAccess(projectFolder, stack);
  const resources = resourcesOf(template);
  const included = await includedIn(stack);
  const isTrust = ({ place }: Included) => place.endsWith('/AssumeRolePolicyDocument');
  const isKeyPolicy = ({ place }: Included) => place.endsWith('/KeyPolicy');

  describe(stack, () => {
    if (isSystem) ofSystem();

    function ofSystem() {
      test('each Allow names something of the template, and no whole service', () => {
        const known = [
          ...resources.map(({ logicalId }) => logicalId),
          ...Object.keys(field(template.value, 'Parameters') ?? {}),
        ];
        const checked = included.filter((document) => !isTrust(document) && !isKeyPolicy(document));
        for (const { file, statements } of checked) {
          for (const { Effect, Action, Resource } of statements.filter((statement) => statement.Effect === 'Allow')) {
            for (const action of list(Action)) ok(!action.includes('*'), `${file}: ${Effect} ${action}`);
            for (const pattern of list(Resource)) {
              const named = known.some((name) => pattern.includes(`\${${name}}`) || pattern.includes(`\${${name}.`));
              ok(named, `${file}: ${pattern} names nothing of ${stack}`);
            }
          }
        }
      });

      test('roles trust Lambda and nobody else', () => {
        for (const { file, statements } of included.filter(isTrust)) {
          const principals = statements.map(({ Effect, Principal, Action }) => ({ Effect, Principal, Action }));
          const lambda = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
          deepEqual(principals, [lambda], file);
        }
      });

      test('what a bucket or queue allows, it allows to roles of the stack, or to a service for a resource of it', () => {
        for (const { file, statements } of included.filter(
          (document) => !isTrust(document) && !isKeyPolicy(document),
        )) {
          for (const { Principal, Condition } of statements.filter(
            ({ Effect, Principal }) => Effect === 'Allow' && Principal,
          )) {
            // A service acts for every account: what it acts for has to be named.
            const source = field(field(Condition, 'ArnEquals'), 'aws:SourceArn');
            if (typeof field(Principal, 'Service') === 'string') {
              const isOwn = resources.some(({ logicalId }) =>
                new RegExp(`\\$\\{${logicalId}(\\.Arn)?\\}`).test(String(source)),
              );
              ok(isOwn, `${file}: ${field(Principal, 'Service')} for ${source}`);
              continue;
            }
            const names = list(field(Principal, 'AWS'));
            ok(
              names.every((name) => /^\$\{\w+\.Arn\}$/.test(name)),
              `${file}: ${names.join(', ')}`,
            );
          }
        }
      });
    }

    for (const resource of resources.filter(({ type }) => ['AWS::S3::Bucket', 'AWS::SQS::Queue'].includes(type))) {
      const { logicalId, type, properties } = resource;
      test(`${logicalId} refuses everything without TLS`, () => {
        const statements = documentsOn(resource, resources, included).flatMap((document) => document.statements);
        const arn = `\${${logicalId}.Arn}`;
        const bucket = type === 'AWS::S3::Bucket';
        const refusal = statements.find(
          ({ Effect, Condition }) => Effect === 'Deny' && JSON.stringify(Condition) === JSON.stringify(TLS),
        );
        deepEqual(
          [refusal?.Principal, refusal?.Action, list(refusal?.Resource).sort()],
          ['*', bucket ? 's3:*' : 'sqs:*', bucket ? [arn, `${arn}/*`].sort() : [arn]],
        );
      });
      if (type !== 'AWS::S3::Bucket') continue;
      test(`${logicalId} is private, encrypted, versioned and without ACLs`, () => {
        const blocks = field(properties, 'PublicAccessBlockConfiguration');
        deepEqual(blocks, {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        });
        deepEqual(field(properties, 'OwnershipControls'), { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
        deepEqual(field(properties, 'VersioningConfiguration'), { Status: 'Enabled' });
        const [rule] = field(field(properties, 'BucketEncryption'), 'ServerSideEncryptionConfiguration') as unknown[];
        const algorithm = String(field(field(rule, 'ServerSideEncryptionByDefault'), 'SSEAlgorithm'));
        // The key of audit is for what alarms say; a trail is encrypted by S3 itself.
        const hasKey = isSystem && resources.some((other) => other.type === 'AWS::KMS::Key');
        deepEqual(algorithm, hasKey ? 'aws:kms' : 'AES256');
      });
    }
  });
}

/** Grants whose exact resource is the point of them, where a wider one would still name the template's resource. */
const EXACT: [file: string, action: string, resource: string][] = [
  ['policies/S3AccessPolicy.json', 's3:PutObject', '${DataBucket.Arn}/data.json'],
  ['policies/S3AccessPolicy.json', 's3:GetObject', '${DataBucket.Arn}/data.json'],
];

test('grants on single objects stay on them', async () => {
  for (const [file, action, resource] of EXACT) {
    const documents = (await Promise.all((await listStacks(projectFolder)).map(includedIn))).flat();
    const statements = documents
      .filter((document) => document.file === file)
      .flatMap((document) => document.statements);
    const granting = statements.filter(({ Action }) => list(Action).includes(action));
    deepEqual(
      granting.flatMap(({ Resource }) => list(Resource)),
      [resource],
      `${file}: ${action}`,
    );
  }
});
