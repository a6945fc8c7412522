import { awsClients } from './aws/clients.ts';
import { called } from './cli/called.ts';
import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { checkWritable } from './cli/writable.ts';
import { namedEnvironment } from './deployment/account.ts';
import type { DeployEvent } from './deployment/events.ts';
import { planEnvironment } from './deployment/planning/plan-environment.ts';
import { readPlan, writePlan } from './deployment/planning/plan-file.ts';
import { writeJobOutputs, writeJobSummary } from './deployment/show/job-files.ts';
import { planMarkdown } from './deployment/show/plan-markdown.ts';
import { exitCodeOfPlan, problemLines, showPlan } from './deployment/show/plan-result.ts';
import { reporterFor, showsList } from './deployment/show/reporter.ts';
import { WISH_OPTIONS, wishesOf } from './deployment/wish-options.ts';
import { discardPlanFile } from './plan/discard-file.ts';
import { hasWork } from './plan/work.ts';

await main(
  defineCommand({
    name: 'plan',
    summary: 'Says what a deploy would do: resources, replacements, data at risk, access gained and lost.',
    usage: '--environment NAME [stack]...',
    formats: ['markdown'],
    options: {
      environment: { type: 'string', short: 'e', value: 'NAME', help: 'what to plan for; must be given' },
      out: { type: 'string', short: 'o', value: 'FILE', help: 'keep the change sets, for deploy --plan FILE' },
      discard: { type: 'string', value: 'FILE', help: 'delete the change sets of a plan, instead of planning' },
      'pull-request': { type: 'boolean', help: 'write artifacts below pr/ and bring no stack into being' },
      ...WISH_OPTIONS,
    },
    notes: [
      'Each plan is a change set of its own, and is deleted again unless --out keeps it. Nothing is executed.',
      'Exit code 3: the plan is held, because data would be lost or a stack policy refuses it.',
      '',
      'Example: npm run plan -- --environment dev --out plan.json',
    ],
    async run({ options, positionals, root, signal, env, out }) {
      const { environment: name, discard, out: file } = options;
      if (discard !== undefined) {
        if (file !== undefined) throw new UserError('--discard deletes a plan and --out makes one: use one of them');
        return discardPlanFile(await readPlan(discard), { root, name, env, out });
      }
      const environment = await namedEnvironment(root, name, env);
      const isOfPull = options['pull-request'];
      if (isOfPull && file !== undefined) {
        throw new UserError('a plan for a pull request is never executed: leave out --out, or --pull-request');
      }
      if (file !== undefined) await checkWritable(file);
      const reporter = await reporterFor(out, env);
      // The plan is told as a whole at the end; only a list that lives shows how far it is.
      const report = (event: DeployEvent) =>
        void (event.type === 'planned' && !showsList(out) ? null : reporter.report(event));
      const result = await planEnvironment({
        ...{ root, environment, stacks: positionals, signal, env, report, keep: file !== undefined },
        clients: (region) => awsClients({ region }),
        wishes: { purpose: isOfPull ? 'pull-request' : 'main', ...wishesOf(options) },
      }).finally(() => reporter.end());
      showPlan(result, out);
      const markdown = planMarkdown(result.plan, problemLines(result));
      out.print(markdown);
      for (const problem of [
        await writeJobSummary(env, markdown),
        await writeJobOutputs(env, { work: String(await hasWork(root, result.plan)) }),
      ]) {
        if (problem !== null) out.warn(problem);
      }
      out.document(result);
      const isWhole = result.findings.length === 0 && result.failures.length === 0;
      if (file !== undefined && isWhole) {
        await writePlan(file, result.plan);
        out.say(`Kept in ${file}: ${called('deploy')} --plan ${file}`);
      }
      return exitCodeOfPlan(result);
    },
  }),
);
