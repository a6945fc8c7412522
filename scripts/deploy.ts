import { awsClients } from './aws/clients.ts';
import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { EXIT, type ExitCode } from './cli/exit.ts';
import { namedEnvironment } from './deployment/account.ts';
import { writeOutputs } from './deployment/after/outputs.ts';
import type { DeployResult } from './deployment/events.ts';
import { deployEnvironment } from './deployment/execution/deploy.ts';
import { executePlan } from './deployment/execution/execute-plan.ts';
import { readPlan } from './deployment/planning/plan-file.ts';
import { writeJobOutputs } from './deployment/show/job-files.ts';
import { reporterFor } from './deployment/show/reporter.ts';
import { WISH_OPTIONS, wishesOf } from './deployment/wish-options.ts';
import { findingText } from './template/finding.ts';

await main(
  defineCommand({
    name: 'deploy',
    summary: 'Deploys the stacks of an environment by change sets, in the order of their exports and imports.',
    usage: '--environment NAME [stack]...',
    formats: ['ndjson'],
    options: {
      environment: { type: 'string', short: 'e', value: 'NAME', help: 'what to deploy to; must be given' },
      plan: { type: 'string', value: 'FILE', help: 'execute exactly the change sets of this plan' },
      ...WISH_OPTIONS,
      smoke: { type: 'boolean', help: 'afterwards call the functions with their smoke events' },
      outputs: { type: 'string', value: 'FILE', help: 'write the outputs of the stacks as JSON' },
    },
    notes: [
      'Without a stack: all that the environment does not skip. A stack that fails blocks those that need it; the others',
      'finish. npm run plan shows what would change. Exit code 1: a stack failed; 3: a stack is held, or the plan is not',
      'true any more. Interrupted at any moment, the same command goes on where it stopped.',
      '',
      'An environment, templates/environments/NAME.yaml, has region, account, prefix, tags and stacks, and may have guards:',
      'protect: true (termination protection), stackPolicy (checked before a change set is executed, too),',
      'rollback: {alarms: [name], minutes: 5}, and serviceRole, the role that CloudFormation deploys with. A stack with',
      'skip: REASON is not there; one with byPeople: REASON is, and no deploy touches it. A bucket whose Metadata says',
      'Stackwarden: {Files: FOLDER} serves the files of templates/FOLDER: they are uploaded when its stack is done, built first',
      'where there is TypeScript, and Distribution: ID names the one that caches them.',
      '',
      'Examples: npm run deploy -- --environment dev lab',
      '          npm run deploy -- --plan plan.json',
    ],
    async run({ options, positionals, root, signal, env, out }) {
      const plan = options.plan === undefined ? null : await readPlan(options.plan);
      if (plan !== null && positionals.length > 0) {
        throw new UserError('a plan is executed whole: leave out the stacks, or plan them alone');
      }
      const environment = await namedEnvironment(root, options.environment ?? plan?.environment, env);
      const reporter = await reporterFor(out, env);
      const deployment = {
        ...{ root, environment, stacks: positionals, signal, env, report: reporter.report },
        clients: (region: string) => awsClients({ region }),
        wishes: { ...wishesOf(options), smoke: options.smoke },
      };
      const { result, moved } = await (plan === null
        ? deployEnvironment(deployment).then((result) => ({ result, moved: [] }))
        : executePlan(deployment, plan)
      ).finally(() => reporter.end());
      for (const finding of result.findings) out.warn(findingText(finding));
      for (const line of moved) out.warn(`the plan does not hold any more: ${line}`);
      await reporter.result(result, moved);
      if (options.outputs !== undefined) await writeOutputs(options.outputs, result);
      const problem = await writeJobOutputs(env, jobOutputs(result));
      if (problem !== null) out.warn(problem);
      out.document({ ...result, moved });
      return exitCodeOf(result, moved);
    },
  }),
);

/** `lab_TableName` for the output TableName of the stack lab: names of GitHub's outputs have no other separator. */
function jobOutputs({ stacks }: DeployResult): Record<string, string> {
  return Object.fromEntries(
    stacks.flatMap(({ stack, outputs }) => Object.entries(outputs).map(([name, value]) => [`${stack}_${name}`, value])),
  );
}

function exitCodeOf({ ok, held }: DeployResult, moved: readonly string[]): ExitCode {
  if (moved.length > 0 || held) return EXIT.blocked;
  return ok ? EXIT.done : EXIT.findings;
}
