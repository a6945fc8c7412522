import { defineCommand, main } from './cli/command.ts';
import { EXIT } from './cli/exit.ts';
import { selectStacks } from './deployment/prepare.ts';
import type { Destination } from './package/destination.ts';
import { type Placed, packageReport, renderReport, templateFile, type Uploads, zipFile } from './package/report.ts';
import { writeGenerated } from './package/write-generated.ts';
import { type Environment, readEnvironment } from './template/environment.ts';
import { type Artifact, type Bundles, packageStack } from './template/package.ts';

const packageCommand = defineCommand({
  name: 'package',
  summary: 'Puts policies and bundled functions into the templates and uploads the functions by their content.',
  usage: '[stack]...',
  options: {
    environment: { type: 'string', short: 'e', value: 'NAME', default: 'local', help: 'whose artifact bucket to use' },
    offline: { type: 'boolean', help: 'no credentials, no upload: the account stays ${AWS::AccountId}' },
  },
  notes: [
    'Writes .stackwarden/package/<environment>/<stack>.json and the zips beside it in functions/.',
    'Nothing is written or uploaded unless every stack packages well.',
    '',
    'Example: npm run package -- --offline lab',
  ],
  async run({ options, positionals, root, env, out }) {
    const { offline } = options;
    const environment = await readEnvironment(root, options.environment, env, { offline });
    const { stacks } = await selectStacks(root, environment, positionals);
    const destination = offline ? null : await connected(environment);
    const placed = await packageAll(root, environment, stacks, destination);
    await writeAll(root, environment, placed);
    const uploads = destination ? await uploadAll(destination, placed) : new Map();
    const accountId = destination?.identity(environment.region).accountId ?? null;
    const report = packageReport(environment, accountId, placed, uploads);
    for (const line of renderReport(report)) out.say(line);
    out.document(report);
    return EXIT.done;
  },
});

/** The SDK takes longer to load than packaging takes; offline does without. */
async function connected(environment: Environment): Promise<Destination> {
  const { awsDestination } = await import('./package/destination.ts');
  return awsDestination(environment);
}

async function packageAll(
  root: string,
  environment: Environment,
  stacks: string[],
  destination: Destination | null,
): Promise<Placed[]> {
  const bundles: Bundles = new Map();
  const results = await Promise.allSettled(
    stacks.map(async (stack) => {
      const region = environment.stacks[stack]?.region ?? environment.region;
      const identity = destination?.identity(region) ?? null;
      return { region, packaged: await packageStack({ root, stack, environment, identity, bundles }) };
    }),
  );
  // All have ended, so that the first mistake in the order of the stacks is the one shown.
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

async function writeAll(root: string, environment: Environment, placed: Placed[]): Promise<void> {
  for (const { packaged } of placed) {
    await writeGenerated(root, templateFile(environment, packaged), packaged.body);
    for (const artifact of packaged.artifacts)
      await writeGenerated(root, zipFile(environment, artifact), artifact.body);
  }
}

async function uploadAll(destination: Destination, placed: Placed[]): Promise<Uploads> {
  const uploads = new Map<Artifact, 'uploaded' | 'present'>();
  for (const { region, packaged } of placed) {
    for (const artifact of packaged.artifacts) uploads.set(artifact, await destination.upload(region, artifact));
  }
  return uploads;
}

await main(packageCommand);
