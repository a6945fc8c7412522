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

/** `::error file=a.yaml,line=3,title=Look::at that`: no property has a colon or comma of its own. */
const COMMAND = /^::\w+ ?([^:]*(?:%3A[^:]*)*)::([\s\S]*)$/;

/** Read anew: act takes the last pair of colons for the end of the properties, GitHub's runner the first. */
function annotationOf({ command, raw = '' }: ActLine, masked: (text: string) => string): Annotation | null {
  const level = LEVELS.find((one) => one === command);
  if (level === undefined) return null;
  const [, properties = '', message = ''] = COMMAND.exec(raw.trim()) ?? [];
  const pairs = properties.split(',').map((pair) => /^\s*(\w+)=([\s\S]*)$/.exec(pair)?.slice(1) ?? []);
  const of = (name: string) => {
    const value = pairs.find(([key]) => key === name)?.[1];
    return value === undefined ? null : unescaped(value);
  };
  return { level, title: of('title'), file: of('file'), line: of('line'), message: masked(unescaped(message)) };
}

/** GitHub Docs, "Workflow commands", as @actions/core writes them. */
function unescaped(text: string): string {
  const letters: Record<string, string> = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };
  return text.replace(/%(?:0D|0A|3A|2C|25)/g, (code) => letters[code] ?? code);
}
