import type { Option } from '../cli/command.ts';
import { UserError } from '../cli/errors.ts';

export const WORKFLOW_OPTIONS = {
  event: {
    type: 'string',
    value: 'FILE',
    help: "JSON that is laid over the event's payload; event_name chooses another",
  },
  input: {
    type: 'string',
    multiple: true,
    value: 'K=V',
    help: 'an input of a workflow that is started by hand; again for more',
  },
  base: { type: 'string', value: 'REF', default: 'main', help: 'what a pull request is for' },
  job: { type: 'string', multiple: true, value: 'NAME', help: 'run this job alone; again for more' },
  approve: {
    type: 'string',
    multiple: true,
    value: 'ENVIRONMENT',
    help: 'let jobs of this GitHub environment run; again for more',
  },
  state: { type: 'string', value: 'DIR', help: 'keep the account in this folder (default .stackwarden/workflow)' },
  fresh: { type: 'boolean', help: 'forget what earlier runs left: an empty account with a new id' },
  actions: {
    type: 'string',
    value: 'published|DIR',
    help: "use the actions' own code, fetched from GitHub or from <owner>/<name> below a folder",
  },
  verbose: { type: 'boolean', help: 'show all that the steps print' },
} satisfies Record<string, Option>;

export interface WorkflowWishes {
  eventFile: string | null;
  inputs: Record<string, string>;
  base: string;
  /** Empty: all. */
  jobs: readonly string[];
  approve: ReadonlySet<string>;
  fresh: boolean;
  /** `published`, a folder, or null for stand-ins. */
  actions: string | null;
  verbose: boolean;
}

interface Given {
  event: string | undefined;
  input: string[];
  base: string;
  job: string[];
  approve: string[];
  fresh: boolean;
  actions: string | undefined;
  verbose: boolean;
}

export function wishesOf({ event, input, base, job, approve, fresh, actions, verbose }: Given): WorkflowWishes {
  return {
    ...{ eventFile: event ?? null, base, fresh, actions: actions ?? null, verbose, jobs: job },
    inputs: Object.fromEntries(input.map(pairOf)),
    approve: new Set(approve),
  };
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UserError(`--input takes name=value, not '${text}'`);
}
