#!/usr/bin/env node
// The program of this package: `npx stackwarden <command> [arguments]`, or, where its folder lies in another repository,
// `node <folder>/scripts/stackwarden.mjs <command> [arguments]`. Commands look at the folder that a person is in.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandNames, startCommand } from './setup/start-command.mjs';

const file = fileURLToPath(import.meta.url);
const called = /[\\/]node_modules[\\/]/.test(file) ? 'npx stackwarden' : `node ${relative('', file)}`;
// What help and messages call it.
process.env.STACKWARDEN_CALLED = called;

const [name = '--help', ...args] = process.argv.slice(2);
if (name === '--help' || name === '-h') process.stdout.write(help());
else if (name === '--version') process.stdout.write(`${versionOf()}\n`);
else await startCommand(name === 'setup' ? undefined : name, args);

function help() {
  return [
    `Usage: ${called} <command> [options]`,
    '',
    'Commands work on the current folder, or on another one with --root DIR:',
    `  ${commandNames().join(', ')}`,
    '  setup installs what any of them needs, so that later ones need no network',
    '',
    `Each says more: ${called} review --help`,
    '',
  ].join('\n');
}

function versionOf() {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
