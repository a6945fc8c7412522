import { Listr, type ListrTaskWrapper } from 'listr2';
import type { Output } from '../../cli/output.ts';
import { plain } from '../../cli/plain.ts';
import type { DeployEvent } from '../events.ts';
import { countOf } from './change-rows.ts';
import { deployLines, resultLines } from './event-rows.ts';
import type { Reporter } from './reporter.ts';

// biome-ignore lint/suspicious/noExplicitAny: the renderers are type parameters, and of no matter here
type Task = ListrTaskWrapper<unknown, any, any>;

/** A stack in the list: its task runs until it is told that the stack is done. */
interface Line {
  task: Task | null;
  done(error?: Error): void;
  ended: Promise<void>;
}

/** A list with a line a stack, on a terminal; what is worth keeping is printed when the list has ended. */
export function liveReporter(out: Output): Reporter {
  const lines = new Map<string, Line>();
  const kept: string[] = [];
  let running: Promise<unknown> = Promise.resolve();
  const keep = (event: DeployEvent) => kept.push(...deployLines(event, out));
  return {
    report(event) {
      if (event.type === 'started') {
        out.say(deployLines(event, out)[0]);
        for (const stack of event.stacks) lines.set(stack, line());
        running = listOf(lines).run();
        return;
      }
      const stack =
        event.type === 'planned' ? event.plan.stack : event.type === 'finished' ? event.result.stack : event.stack;
      show(lines.get(stack), stack, event);
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

function line(): Line {
  let done: Line['done'] = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    done = (error) => (error === undefined ? resolve() : reject(error));
  });
  return { task: null, done, ended };
}

function listOf(lines: ReadonlyMap<string, Line>): Listr {
  const tasks = [...lines].map(([stack, one]) => ({
    title: plain(stack),
    task: (_context: unknown, task: Task) => {
      one.task = task;
      return one.ended;
    },
    rendererOptions: { persistentOutput: false },
  }));
  return new Listr(tasks, { concurrent: true, exitOnError: false, registerSignalListeners: false });
}

function show(one: Line | undefined, stack: string, event: DeployEvent): void {
  if (one?.task == null) return;
  const { task } = one;
  if (event.type === 'progress') {
    task.output = plain(`${event.event.status} ${event.event.logicalId}`);
  } else if (event.type === 'planned') {
    task.title = plain(
      `${stack}: ${event.plan.action === 'none' ? 'unchanged' : `${event.plan.action}, ${countOf(event.plan.changes)}`}`,
    );
  } else if (event.type === 'waiting') {
    task.title = plain(`${stack}: ${event.status} by somebody else`);
  } else if (event.type === 'finished') {
    const { status, cause, heldBy } = event.result;
    task.title = plain(`${stack}: ${status}`);
    const isWell = !['failed', 'blocked', 'held'].includes(status);
    one.done(isWell ? undefined : new Error(plain(`${stack}: ${status}: ${cause?.message ?? heldBy[0] ?? ''}`)));
  }
}
