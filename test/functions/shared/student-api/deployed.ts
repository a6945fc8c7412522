import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { projectFolder } from '../../../../scripts/cli/project.ts';
import { roleNameOf } from '../../../../scripts/embedded/calls.ts';
import { bundleFunction } from '../../../../scripts/template/bundle.ts';
import { zip } from '../../../../scripts/template/zip.ts';
import type { Account } from '../../../backup/fixture.ts';
import { clientOptions, deploy, role } from '../../../embedded/fixture.ts';

export interface FunctionSettings {
  /** Of the function and, with a word behind it, of its role. */
  name: string;
  folder: string;
  /** All that the role may. */
  statements: object[];
  environment: Record<string, string>;
  /** Seconds. */
  timeout: number;
}

export interface DeployedFunction {
  /** @throws the function's error */
  // biome-ignore lint/suspicious/noExplicitAny: whatever it answers
  invoke(event: object | null): Promise<any>;
  /** An invocation that nobody waits for. */
  begin(event: object): Promise<void>;
  /** Of the calls that its role has made, in order and once each; `Action decision` unless it was allowed. */
  actions(): string[];
}

/** A function as its template deploys it, under a role of its own that may do what is said and nothing else. */
export async function deployFunction(account: Account, settings: FunctionSettings): Promise<DeployedFunction> {
  const { aws } = account;
  const { name: FunctionName, folder, statements, environment: Variables, timeout: Timeout } = settings;
  const { Arn: Role = '' } = await deploy(aws, FunctionName, {
    Resources: { Role: role({ Service: 'lambda.amazonaws.com' }, statements) },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  });
  const lambda = new LambdaClient(clientOptions(aws));
  const { files } = await bundleFunction(projectFolder, folder);
  const code = { Code: { ZipFile: zip(files) }, Handler: 'index.handler', Runtime: 'nodejs24.x' } as const;
  await lambda.send(new CreateFunctionCommand({ FunctionName, Role, Timeout, Environment: { Variables }, ...code }));
  await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }));
  const roleName = Role.slice(Role.lastIndexOf('/') + 1);
  const call = (event: object | null, InvocationType: 'RequestResponse' | 'Event') =>
    lambda.send(new InvokeCommand({ FunctionName, InvocationType, Payload: JSON.stringify(event) }));
  return {
    async invoke(event) {
      const { FunctionError, Payload } = await call(event, 'RequestResponse');
      const text = Buffer.from(Payload ?? []).toString();
      if (FunctionError) throw new Error(text);
      return JSON.parse(text);
    },
    async begin(event) {
      await call(event, 'Event');
    },
    actions() {
      const checks = aws.calls.since(0).flatMap(({ checks }) => checks);
      const own = checks.filter(({ principal }) => roleNameOf(principal) === roleName);
      return [
        ...new Set(own.map(({ action, decision }) => (decision === 'Allowed' ? action : `${action} ${decision}`))),
      ];
    },
  };
}

export function allow(action: string | string[], resource: string): object {
  return { Effect: 'Allow', Action: action, Resource: { 'Fn::Sub': resource } };
}

/** A table's ARN in a template. */
export function tableArn(name: string): string {
  return `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/${name}`;
}
