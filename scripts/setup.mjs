// Runs before every npm script: `node scripts/setup.mjs <command> [arguments]`.
// Plain JavaScript without dependencies, because a clean clone has none. It installs what is missing, bundles the
// commands when a source changed, and then runs the command in this same process.
import { startCommand } from './setup/start-command.mjs';

const [name, ...args] = process.argv.slice(2);
await startCommand(name, args);
