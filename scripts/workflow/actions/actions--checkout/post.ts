import { run } from '../toolkit/commands.ts';
import { given } from '../toolkit/inputs.ts';
import { forget } from './credentials.ts';
import { gitIn } from './git.ts';

run(() => forget((folder) => gitIn(folder, given('RUNNER_TEMP'), {})));
