import { placeArtifact } from '../aws/artifacts.ts';
import type { TemplateAt } from '../aws/changesets.ts';
import type { AwsClients } from '../aws/clients.ts';
import { UserError } from '../cli/errors.ts';
import { TEMPLATE_BODY_LIMIT } from '../template/package.ts';
import { sha256 } from '../template/zip.ts';
import type { PreparedStack } from './prepare.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const TEMPLATE_URL_LIMIT = 1_000_000;

type Target = Pick<PreparedStack, 'environment' | 'packaged' | 'bucket' | 'accountId' | 'region'>;

/** The template itself, or where CloudFormation finds it when it is too large for the call. */
export async function templateAt(
  clients: Pick<AwsClients, 's3' | 'endpoint'>,
  target: Target,
  folder: 'main' | 'pr' = 'main',
): Promise<TemplateAt> {
  const { environment, packaged, bucket, accountId } = target;
  const body = Buffer.from(packaged.body);
  if (body.byteLength <= TEMPLATE_BODY_LIMIT) return { TemplateBody: packaged.body };
  if (body.byteLength > TEMPLATE_URL_LIMIT) {
    throw new UserError(
      `${packaged.source.file} comes to ${body.byteLength} bytes, and CloudFormation takes ${TEMPLATE_URL_LIMIT}: split it into two stacks`,
    );
  }
  const hash = sha256(body);
  const key = `${folder}/templates/${hash}.json`;
  await placeArtifact(clients, { environment, bucket, accountId, key, sha256: hash, body });
  return { TemplateURL: objectUrl(clients.endpoint, target.region, bucket, key) };
}

/** Path style on an endpoint of one's own, where bucket names are no host names. */
export function objectUrl(endpoint: string | null, region: string, bucket: string, key: string): string {
  if (endpoint !== null) return `${endpoint.replace(/\/+$/, '')}/${bucket}/${key}`;
  return `https://${bucket}.s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/${key}`;
}
