import { join, resolve } from 'node:path';
import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { stateFolder } from './cli/project.ts';
import { start } from './start/start.ts';

const HIGHEST_PORT = 65_535;

await main(
  defineCommand({
    name: 'start',
    summary: 'Start the embedded AWS, deploy every stack of the local environment to it and run their scenarios.',
    usage: '[stack...]',
    options: {
      once: { type: 'boolean', help: 'stop after the scenarios; exit 1 if one fails' },
      port: { type: 'string', value: 'N', default: '4566', help: 'port to listen on at 127.0.0.1; 0 takes a free one' },
      state: { type: 'string', value: 'DIR', help: 'keep the account in this folder (default .stackwarden/embedded)' },
      fresh: { type: 'boolean', help: 'forget what earlier starts left: an empty account with a new id' },
    },
    notes: [
      'Without a stack: all of them. With stacks, name those too that they need: npm start -- bootstrap lab',
      'It stays up until Ctrl-C. What is in the account is kept for the next start.',
    ],
    run: ({ options, positionals: stacks, ...invocation }) =>
      start({ ...invocation, ...options, stacks, port: portOf(options.port), folder: folderOf(options.state) }),
  }),
);

function folderOf(state: string | undefined): string {
  return state === undefined ? join(stateFolder, 'embedded') : resolve(state);
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= HIGHEST_PORT) return port;
  throw new UserError(`--port takes a number from 0 to ${HIGHEST_PORT}, not '${text}'`);
}
