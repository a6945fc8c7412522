/** On a table from its creation until its items are compared and its settings made; its value is the restore's id. */
export const RESTORE_TAG = 'stackwarden:restore';
/** On the table of a drill; its value says whose it is. */
export const DRILL_TAG = 'stackwarden:drill';

/** Added to the value once the items are compared: from then on only settings are missing. */
export const COMPARED_MARK = ':compared';

/** Tags of a resource, one less for ours: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html */
const MOST = 49;

/** Those that a person may set, without ours. */
export function restorableTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(tags).filter(([key]) => !/^aws:/i.test(key) && key !== RESTORE_TAG && key !== DRILL_TAG);
  return Object.fromEntries(own);
}

/** As many as there is room for beside ours; the others are set at the end. */
export function firstTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(restorableTags(tags)).slice(0, MOST));
}
