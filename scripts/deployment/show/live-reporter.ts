import { Listr, ListrLogger, type ListrTaskWrapper, ProcessOutput } from 'listr2';
import type { Output } from '../../cli/output.ts';
import { plain } from '../../cli/plain.ts';
import { type DeployEvent, isWell, type StackResult } from '../events.ts';
import { countOf } from './change-rows.ts';
import { deployLines, resultLines } from './event-rows.ts';
import type { Reporter } from './reporter.ts';

// biome-ignore lint/suspicious/noExplicitAny: the renderers are type parameters, and of no matter here
type Task = ListrTaskWrapper<unknown, any, any>;

/** A stack in the list: its task runs until it is told that the stack is done. */
interface Line {
  task: Task | null;
  /** What to show, from before the list has started the task, too. */
  title: string;
  output: string;
  done(error?: Error): void;
  ended: Promise<void>;
}

/**
 * A list with a line a stack; what is worth keeping is printed when the list has ended.
 * @param terminal the stream that `out` says its lines on
 */
export function liveReporter(out: Output, terminal: NodeJS.WriteStream = process.stdout): Reporter {
  const lines = new Map<string, Line>();
  const kept: string[] = [];
  let running: Promise<unknown> = Promise.resolve();
  const keep = (event: DeployEvent) => kept.push(...deployLines(event, out));
  return {
    report(event) {
      if (event.type === 'started') {
        out.say(deployLines(event, out)[0]);
        for (const stack of event.stacks) lines.set(stack, line(stack));
        running = listOf(lines, terminal).run();
        return;
      }
      const stack =
        event.type === 'planned' ? event.plan.stack : event.type === 'finished' ? event.result.stack : event.stack;
      const one = lines.get(stack);
      if (one !== undefined) show(one, stack, event);
      if (event.type === 'finished' || event.type === 'note' || event.type === 'invoked') keep(event);
    },
    async end() {
      for (const one of lines.values()) one.done();
      await running;
      for (const text of kept.splice(0)) out.say(text);
    },
    result: async (result) => resultLines(result).forEach((text) => void out.say(text)),
  };
}

function line(stack: string): Line {
  let done: Line['done'] = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    done = (error) => (error === undefined ? resolve() : reject(error));
  });
  // It may end before the list listens.
  ended.catch(() => {});
  return { task: null, title: plain(stack), output: '', done, ended };
}

function listOf(lines: ReadonlyMap<string, Line>, terminal: NodeJS.WriteStream): Listr {
  const tasks = [...lines.values()].map((one) => ({
    title: one.title,
    task: (_context: unknown, task: Task) => {
      one.task = task;
      refresh(one);
      return one.ended;
    },
    rendererOptions: { persistentOutput: false },
  }));
  const logger = new ListrLogger({ processOutput: new ProcessOutput(terminal) });
  return new Listr(tasks, {
    ...{ concurrent: true, exitOnError: false, registerSignalListeners: false },
    ...{ rendererOptions: { logger }, fallbackRendererOptions: { logger } },
  });
}

function show(one: Line, stack: string, event: DeployEvent): void {
  if (event.type === 'progress') {
    one.output = plain(`${event.event.status} ${event.event.logicalId}`);
  } else if (event.type === 'planned') {
    const { action, changes } = event.plan;
    one.title = plain(`${stack}: ${action === 'none' ? 'unchanged' : `${action}, ${countOf(changes)}`}`);
  } else if (event.type === 'waiting') {
    one.title = plain(`${stack}: ${event.status} by somebody else`);
  } else if (event.type === 'finished') {
    one.title = plain(`${stack}: ${event.result.status}`);
  }
  refresh(one);
  if (event.type === 'finished') one.done(problemOf(event.result));
}

function refresh({ task, title, output }: Line): void {
  if (task === null) return;
  if (task.title !== title) task.title = title;
  if (output !== '' && task.task.output !== output) task.output = output;
}

function problemOf(result: StackResult): Error | undefined {
  if (isWell(result)) return undefined;
  const { stack, status, cause, blockedBy, heldBy } = result;
  const why = cause?.message ?? heldBy[0] ?? `it needs ${blockedBy.join(', ')}`;
  return new Error(plain(`${stack}: ${status}: ${why}`));
}
