import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { UserError } from '../cli/errors.ts';
import { parseTemplate } from '../template/source.ts';
import { isMap } from '../template/walk.ts';
import type { AwsClients } from './clients.ts';

type CloudFormation = Pick<AwsClients, 'cloudformation'>;
type Of = { stackName: string } | { changeSetId: string };

/** The template as it was sent. */
export async function templateTextOf({ cloudformation }: CloudFormation, of: Of): Promise<string> {
  const input = 'stackName' in of ? { StackName: of.stackName } : { ChangeSetName: of.changeSetId };
  const { TemplateBody } = await cloudformation.send(new GetTemplateCommand({ ...input, TemplateStage: 'Original' }));
  return TemplateBody ?? '';
}

/** Null for one that cannot be read: what was deployed by other tools need not be a template as ours are. */
export async function templateOf(clients: CloudFormation, of: Of): Promise<Record<string, unknown> | null> {
  const text = await templateTextOf(clients, of);
  try {
    const { value } = parseTemplate(text, 'the deployed template');
    return isMap(value) ? value : null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
