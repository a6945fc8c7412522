import type { ActLine } from './act.ts';
import type { Annotation, JobReport } from './model.ts';

/** Lines of a job's log that are kept: enough to see why it failed. */
const KEPT = 200;

/** Collects what a job tells. @param job its name; of the others of a call nothing is taken */
export function jobLog(job: string) {
  const annotations: Annotation[] = [];
  const summaries: string[] = [];
  const log: string[] = [];
  const masks: string[] = [];
  // act masks what it prints, and not the parts of a command.
  const masked = (text: string) => masks.reduce((rest, mask) => rest.replaceAll(mask, '***'), text);
  return {
    add(line: ActLine): void {
      if (line.jobID !== job) return;
      if (line.command === 'add-mask' && line.arg) masks.push(line.arg);
      if (line.command === 'summary') summaries.push(masked(line.content ?? ''));
      const annotation = annotationOf(line, masked);
      if (annotation !== null) annotations.push(annotation);
      if (line.raw_output || annotation !== null) log.push(line.msg.trimEnd());
      if (log.length > KEPT) log.shift();
    },
    told: (): Pick<JobReport, 'summary' | 'annotations' | 'log'> => ({
      summary: summaries.join('\n'),
      annotations,
      log,
    }),
  };
}

const LEVELS = ['error', 'warning', 'notice'] as const;

function annotationOf({ command, arg, kvPairs, msg }: ActLine, masked: (text: string) => string): Annotation | null {
  const level = LEVELS.find((one) => one === command);
  if (level === undefined) return null;
  const { title = null, file = null, line = null } = kvPairs ?? {};
  return { level, title, file, line, message: masked(arg ?? msg) };
}
