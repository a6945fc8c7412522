import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  ResourceConflictException,
} from '@aws-sdk/client-lambda';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { zipSync } from 'fflate';
import { isMap } from '../../template/walk.ts';
import type { Actor } from '../clients.ts';
import type { Stage } from '../scenario.ts';

/** Operators: people with a second factor, who reach what belongs to their own project. */
export async function scenario(stage: Stage): Promise<void> {
  const RoleArn = stage.outputs.OperatorRoleArn ?? '';
  await stage.refused(
    'nobody is an operator without a second factor',
    { action: 'sts:AssumeRole', decision: 'ImplicitlyDenied' },
    () => stage.owner.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'scenario' })),
  );
  await withFunctionOf('Stackwarden', stage, RoleArn, async (FunctionName) => {
    const look = ({ lambda }: Actor) => lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const own = await operatorOf('Stackwarden', stage);
    await stage.step('an operator sees a function of the same project', async () => {
      await look(own);
    });
    const other = await operatorOf('Other', stage);
    await stage.refused(
      "an operator of another project is refused on this project's function",
      { action: 'lambda:GetFunctionConfiguration', decision: 'ImplicitlyDenied' },
      () => look(other),
    );
  });
}

/**
 * Someone with the operators' policy. The embedded AWS fills no variables into conditions and knows no second factor,
 * so the project stands in the statements, and the role is one that anybody may take on.
 */
async function operatorOf(project: string, stage: Stage): Promise<Actor> {
  const text = await readFile(join(stage.root, 'policies/operator.json'), 'utf8');
  const { Statement } = JSON.parse(text.replaceAll('${aws:PrincipalTag/Project}', project)) as { Statement: unknown[] };
  const tagged = Statement.filter(isMap).filter(({ Condition }) => Condition !== undefined);
  return (await stage.stranger(`operator-of-${project.toLowerCase()}`, tagged)).secure;
}

async function withFunctionOf(
  project: string,
  { owner, accountId }: Stage,
  Role: string,
  work: (name: string) => Promise<void>,
): Promise<void> {
  const FunctionName = `scenario-operated-${accountId}`;
  const ZipFile = zipSync({ 'index.mjs': Buffer.from('export const handler = () => {};') });
  const code = { Code: { ZipFile }, Handler: 'index.handler', Runtime: 'nodejs24.x' as const };
  const input = { FunctionName, Role, ...code, Tags: { Project: project } };
  await owner.lambda.send(new CreateFunctionCommand(input)).catch((error: unknown) => {
    // One that was killed half-way has left it.
    if (!(error instanceof ResourceConflictException)) throw error;
  });
  try {
    await work(FunctionName);
  } finally {
    await owner.lambda.send(new DeleteFunctionCommand({ FunctionName }));
  }
}
