import { resolve, sep } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { asCalled, called } from './called.ts';
import { codeOf, fileProblem, Interrupted, messageOf, UserError } from './errors.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { type Output, output, type Streams } from './output.ts';
import { plain } from './plain.ts';
import { projectFolder } from './project.ts';

export interface Option {
  type: 'string' | 'boolean';
  short?: string;
  multiple?: boolean;
  default?: string | boolean;
  /** What `--help` calls the value of a string option. */
  value?: string;
  help: string;
}

type Options = Record<string, Option>;
type Value<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { multiple: true }
    ? string[]
    : O extends { default: string }
      ? string
      : string | undefined;

interface Invocation<O extends Options> {
  options: { [K in keyof O]: Value<O[K]> };
  positionals: string[];
  /** The repository to work on: `--root`, or the folder that the person is in; inside of this checkout all of it. */
  root: string;
  /** Aborts on Ctrl-C and SIGTERM. */
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
  out: Output;
}

export interface Command<O extends Options = Options> {
  name: string;
  summary: string;
  /** The words after the name, for example `<stack>...`; empty when it takes none. */
  usage: string;
  options: O;
  /** What `--format` takes beside text and json. */
  formats?: readonly string[];
  /** Lines below the options in `--help`: examples, exit codes of its own. */
  notes?: string[];
  run(invocation: Invocation<O>): Promise<ExitCode>;
}

const ROOT: Option = { type: 'string', value: 'DIR', help: 'work on another repository than the one you are in' };
const HELP: Option = { type: 'boolean', short: 'h', help: 'show this help' };

function allOptions<O extends Options>(command: Command<O>): Options {
  const value = formatsOf(command).join('|');
  const format: Option = { type: 'string', value, default: 'text', help: 'json: one document on stdout' };
  return { ...command.options, root: ROOT, format, help: HELP };
}

function formatsOf<O extends Options>({ formats = [] }: Command<O>): string[] {
  return ['text', 'json', ...formats];
}

export function defineCommand<const O extends Options>(command: Command<O>): Command<O> {
  return command;
}

/** Runs a command and sets the exit code; never throws and never prints a stack trace for a person's mistake. */
export async function main<O extends Options>(command: Command<O>, argv = process.argv.slice(2)): Promise<void> {
  const stopper = new AbortController();
  const stop = () => {
    // The second time the person does not want to wait for a clean end.
    if (stopper.signal.aborted) process.exit(EXIT.interrupted);
    stopper.abort(new Interrupted());
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  let broken: Error | null = null;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      // A reader that went away (`| head`) has seen enough: the work goes on to its end.
      if (codeOf(error) !== 'EPIPE') broken ??= error;
    });
  }
  const code = await runCommand(command, argv, process, process.env, stopper.signal);
  process.exitCode = code;
  process.once('beforeExit', () => {
    if (broken === null || code !== EXIT.done) return;
    process.exitCode = EXIT.findings;
    process.stderr.write(`${command.name}: what it printed could not be written: ${broken.message}\n`);
  });
  process.off('SIGINT', stop).off('SIGTERM', stop);
}

/** The command's exit code; what it prints goes to `streams`. */
export async function runCommand<O extends Options>(
  command: Command<O>,
  argv: string[],
  streams: Streams,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ExitCode> {
  try {
    const { values, positionals } = parse(command, argv);
    if (values.help) {
      streams.stdout.write(helpText(command));
      return EXIT.done;
    }
    const format = formatsOf(command).find((known) => known === values.format);
    if (format === undefined) {
      throw new UserError(`--format takes ${formatsOf(command).join(' or ')}, not '${values.format}'`);
    }
    const root = values.root === undefined ? rootAround(process.cwd()) : resolve(String(values.root));
    const options = values as unknown as Invocation<O>['options'];
    return await command.run({ options, positionals, root, signal, env, out: output(format, streams, env) });
  } catch (error) {
    return failure(command.name, error, streams, signal);
  }
}

function failure(name: string, error: unknown, streams: Streams, signal: AbortSignal): ExitCode {
  if (signal.aborted || error instanceof Interrupted) return EXIT.interrupted;
  const mistake = error instanceof UserError ? error.message : fileProblem(error);
  if (mistake !== null) {
    streams.stderr.write(`${name}: ${plain(asCalled(mistake))}\n`);
    return EXIT.mistake;
  }
  const detail = error instanceof Error && error.stack ? error.stack : messageOf(error);
  streams.stderr.write(`${name}: this is a bug, please report it:\n${detail}\n`);
  return EXIT.findings;
}

function parse<O extends Options>(command: Command<O>, argv: string[]) {
  const all = allOptions(command);
  const options: ParseArgsConfig['options'] = {};
  for (const [name, { type, short, multiple, default: preset }] of Object.entries(all)) {
    options[name] = {
      type,
      ...(short ? { short } : {}),
      ...(multiple ? { multiple, default: [] } : {}),
      ...(preset === undefined ? {} : { default: preset }),
    };
  }
  try {
    const parsed = parseArgs({ args: argv, options, allowPositionals: command.usage !== '', strict: true });
    const values: Record<string, unknown> = parsed.values;
    for (const [name, option] of Object.entries(all)) {
      if (option.type === 'boolean') values[name] ??= false;
    }
    return { values, positionals: parsed.positionals };
  } catch (error) {
    const [reason] = messageOf(error).split('. To specify');
    throw new UserError(`${reason?.replace(/\.$/, '')}; see ${called(command.name)} --help`);
  }
}

export function helpText<O extends Options>(command: Command<O>): string {
  const rows = Object.entries<Option>(allOptions(command)).map(([name, option]) => {
    const flag = `${option.short ? `-${option.short}, ` : ''}--${name}${option.value ? ` ${option.value}` : ''}`;
    const preset = option.default === undefined ? '' : ` (default ${option.default})`;
    return [flag, option.help + preset] as const;
  });
  const width = Math.max(...rows.map(([flag]) => flag.length));
  return [
    `${command.summary}`,
    '',
    `Usage: ${called(command.name)} [options]${command.usage ? ` ${command.usage}` : ''}`,
    '',
    ...rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`),
    ...(command.notes ? ['', ...command.notes.map((line) => asCalled(line))] : []),
    '',
  ].join('\n');
}

/** Who calls this from a repository that has it as a package, or in a folder, means that repository. */
function rootAround(current: string): string {
  return current === projectFolder || current.startsWith(projectFolder + sep) ? projectFolder : current;
}
