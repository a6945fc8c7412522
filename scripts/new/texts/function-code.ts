import { camel, pascal } from '../names.ts';

export function functionHandler(name: string): string {
  return `import { Logger } from '@aws-lambda-powertools/logger';

export interface GreetEvent {
  name?: string;
}

export interface GreetResult {
  greeting: string;
}

const logger = new Logger({ serviceName: '${name}' });

/** Greets whom the event names. */
export async function handler({ name = 'world' }: GreetEvent): Promise<GreetResult> {
  const greeting = \`Hello, \${name}\`;
  logger.info('greeted', { name });
  return { greeting };
}
`;
}

/** By file below its folder `events`. */
export const FUNCTION_EVENTS: Readonly<Record<string, string>> = {
  'greet.json': `{ "name": "Ada" }
`,
  'smoke.json': `{}
`,
};

export function functionHandlerTest(name: string): string {
  return `import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { handler } from '../../functions/${name}/handler.ts';

test('it greets whom the event names, or the world', async () => {
  deepEqual(await handler({ name: 'Ada' }), { greeting: 'Hello, Ada' });
  deepEqual(await handler({}), { greeting: 'Hello, world' });
});
`;
}

/** What the stack's scenario calls for the function. */
export function stepsName(name: string): string {
  return `${camel(name)}Greets`;
}

export function functionScenario(name: string): string {
  return `import { equal } from 'node:assert/strict';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { GreetResult } from '../../../functions/${name}/handler.ts';
import { nobodyBecomes } from '../closed.ts';
import type { Stage } from '../scenario.ts';

/** What ${name} does, and whom it refuses. */
export async function ${stepsName(name)}(stage: Stage): Promise<void> {
  const FunctionName = stage.outputs.${pascal(name)}Name ?? '';
  await stage.part('${name}', async () => {
    await stage.step('${name} greets', async ({ note }) => {
      const { greeting } = (await stage.invoke(FunctionName, { name: 'Ada' })) as GreetResult;
      equal(greeting, 'Hello, Ada');
      note(greeting);
    });
    const nobody = await stage.stranger('caller', []);
    await stage.refused(
      'a role that no policy names may not call it',
      { action: 'lambda:InvokeFunction', decision: 'ImplicitlyDenied' },
      () => nobody.secure.lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' })),
    );
  });
  await nobodyBecomes(stage, ['${pascal(name)}Role']);
}
`;
}

/** Of a stack that has had no function so far, before its first step. */
export function emptyScenario(stack: string): string {
  return `import type { Stage } from '../scenario.ts';

/** What ${stack} does, and whom it refuses. */
export async function scenario(stage: Stage): Promise<void> {
}
`;
}
