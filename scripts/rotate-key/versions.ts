import { randomUUID } from 'node:crypto';
import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { UserError } from '../cli/errors.ts';

/** A secret and who talks to it. */
export interface Secret {
  client: SecretsManagerClient;
  /** Its ARN. */
  id: string;
}

/** Version ids by their labels; null where no version has the label. */
export interface Versions {
  /** What those get who name no version. */
  current: string | null;
  /** What was current before. */
  previous: string | null;
  /** What is to become current: a rotation has begun and is not done. */
  pending: string | null;
}

/** @throws UserError for a secret that Secrets Manager rotates by itself: the labels are not ours to move then */
export async function versionsOf({ client, id }: Secret): Promise<Versions> {
  const { VersionIdsToStages = {}, RotationEnabled } = await client.send(new DescribeSecretCommand({ SecretId: id }));
  if (RotationEnabled) {
    throw new UserError(`${id} is rotated by Secrets Manager itself: turn that off (cancel-rotate-secret) first`);
  }
  const labelled = (label: string) =>
    Object.entries(VersionIdsToStages).flatMap(([version, labels]) => (labels.includes(label) ? [version] : []));
  const [current = null] = labelled('AWSCURRENT');
  const [previous = null] = labelled('AWSPREVIOUS');
  const pending = labelled('AWSPENDING');
  // AWS gives a label to one version alone; an emulator may leave it at those that had it.
  return { current, previous, pending: pending.find((version) => version !== current) ?? pending[0] ?? null };
}

/**
 * Puts a value that nobody uses yet.
 * @returns its version id
 */
export async function putPending({ client, id }: Secret, value: string): Promise<string> {
  const version = randomUUID();
  const put = { SecretId: id, ClientRequestToken: version, SecretString: value, VersionStages: ['AWSPENDING'] };
  try {
    await client.send(new PutSecretValueCommand(put));
  } catch (error) {
    throw without(value, error);
  }
  return version;
}

/** What stands between us and AWS may answer with what it was sent. */
function without(value: string, error: unknown): unknown {
  if (error instanceof Error) {
    error.message = error.message.replaceAll(value, '…');
    if (error.stack) error.stack = error.stack.replaceAll(value, '…');
  }
  return error;
}

/** Secrets Manager labels the one before AWSPREVIOUS. */
export async function makeCurrent({ client, id }: Secret, version: string, before: string | null): Promise<void> {
  const from = before === null ? {} : { RemoveFromVersionId: before };
  const move = { SecretId: id, VersionStage: 'AWSCURRENT', MoveToVersionId: version, ...from };
  await client.send(new UpdateSecretVersionStageCommand(move));
}

/** The rotation is done. */
export async function endPending({ client, id }: Secret, version: string): Promise<void> {
  const end = { SecretId: id, VersionStage: 'AWSPENDING', RemoveFromVersionId: version };
  await client.send(new UpdateSecretVersionStageCommand(end));
}
