import type { PlanWishes } from './job.ts';

/** What plan and deploy are asked alike, as options of a command. */
export const WISH_OPTIONS = {
  'allow-replace': {
    type: 'string',
    multiple: true,
    value: 'ID',
    help: 'a resource with data that may be replaced or deleted, as Table or stack/Table',
  },
  'import-existing': { type: 'boolean', help: 'take resources that exist already, by name, into their stacks' },
  'revert-drift': { type: 'boolean', help: 'bring back what was changed outside of the stacks' },
} as const;

interface Given {
  'allow-replace': string[];
  'import-existing': boolean;
  'revert-drift': boolean;
}

export function wishesOf(options: Given): Pick<PlanWishes, 'allowReplace' | 'importExisting' | 'revertDrift'> {
  return {
    allowReplace: options['allow-replace'],
    importExisting: options['import-existing'],
    revertDrift: options['revert-drift'],
  };
}
