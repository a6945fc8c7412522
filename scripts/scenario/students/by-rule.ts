import { deepEqual, equal } from 'node:assert/strict';
import { ListExportsCommand } from '@aws-sdk/client-cloudformation';
import { GetFunctionCommand, GetPolicyCommand } from '@aws-sdk/client-lambda';
import { decidedByRule } from '../by-rule.ts';
import type { Stage } from '../scenario.ts';

const denied = 'ImplicitlyDenied';

/** CloudFront reads the bucket without asking the embedded AWS for leave of this one distribution. */
export async function siteBucketByRule({ step, accountId, owner, outputs }: Stage): Promise<void> {
  const { SiteBucketName: bucket = '', DistributionId } = outputs;
  await step('by rule: this distribution alone reads the pages', async () => {
    const read = (distribution: string) =>
      decidedByRule(
        owner,
        { bucket },
        {
          ...{ principal: 'cloudfront.amazonaws.com', principalAccount: accountId, resourceAccount: accountId },
          ...{ action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/index.html` },
          context: {
            'aws:SourceArn': `arn:aws:cloudfront::${accountId}:distribution/${distribution}`,
            'aws:SecureTransport': 'true',
          },
        },
      );
    equal(await read(DistributionId ?? ''), 'Allowed');
    equal(await read('EOFSOMEBODYELSE'), denied);
  });
}

/** Lambda writes logs with the function's role, and the embedded AWS asks for no leave. */
export async function logsByRule(stage: Stage): Promise<void> {
  const { accountId, region, owner, outputs } = stage;
  const group = `arn:aws:logs:${region}:${accountId}:log-group:/aws/lambda/`;
  for (const functionName of [outputs.GetFunctionName ?? '', outputs.InsertFunctionName ?? '']) {
    await stage.step(`by rule: ${functionName} writes its own log, and no other`, async () => {
      const { Configuration } = await owner.lambda.send(new GetFunctionCommand({ FunctionName: functionName }));
      const role = Configuration?.Role?.split('/').at(-1) ?? '';
      const written = (name: string, action: string) => {
        const principal = { principal: Configuration?.Role ?? '', principalAccount: accountId };
        const resource = { resource: `${group}${name}:log-stream:a`, resourceAccount: accountId };
        return decidedByRule(owner, { role }, { ...principal, ...resource, action, context: {} });
      };
      for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
        equal(await written(functionName, action), 'Allowed');
        equal(await written('another', action), denied);
      }
    });
  }
}

/** API Gateway invokes functions here whatever their policies say. */
export async function apiPermissionsByRule(stage: Stage): Promise<void> {
  const { ApiId, StageName, GetFunctionName = '', InsertFunctionName = '' } = stage.outputs;
  const api = `arn:aws:execute-api:${stage.region}:${stage.accountId}:${ApiId}/${StageName}`;
  for (const [functionName, methods] of [
    [GetFunctionName, ['GET/students']],
    [InsertFunctionName, ['POST/students']],
    [await backupFunction(stage), ['GET/backup/*', 'POST/backup']],
  ] as const) {
    await stage.step(`${functionName} lets in this API’s ${methods.join(' and ')} alone`, async () => {
      const { Policy = '' } = await stage.owner.lambda.send(new GetPolicyCommand({ FunctionName: functionName }));
      const { Statement } = JSON.parse(Policy) as { Statement: { Principal: unknown; Condition: unknown }[] };
      deepEqual(
        Statement.map(({ Principal, Condition }) => [Principal, Condition]).sort(byText),
        methods
          .map((method) => [
            { Service: 'apigateway.amazonaws.com' },
            { ArnLike: { 'AWS:SourceArn': `${api}/${method}` } },
          ])
          .sort(byText),
      );
    });
  }
}

/** It belongs to another stack, which exports it. */
async function backupFunction({ owner }: Stage): Promise<string> {
  const { Exports = [] } = await owner.cloudformation.send(new ListExportsCommand({}));
  return Exports.find(({ Name }) => Name?.endsWith('-student-backup-FunctionArn'))?.Value ?? '';
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
