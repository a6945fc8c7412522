/** On a table from its creation (by an import: from its comparison) until its settings are made; the restore's id. */
export const RESTORE_TAG = 'stackwarden:restore';
/** On the table of a drill; its value says whose it is. */
export const DRILL_TAG = 'stackwarden:drill';

/** Added to the value once the items are compared: from then on only settings are missing. */
export const COMPARED_MARK = ':compared';

/** What stays on a table that was imported: for hours, DynamoDB answers a second import with the first one. */
export const DONE = 'done';

/** Tags of a resource, one less for ours: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html */
const MOST = 49;

/** Those that a person may set, without ours. */
export function restorableTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(tags).filter(([key]) => !/^aws:/i.test(key) && key !== RESTORE_TAG && key !== DRILL_TAG);
  return Object.fromEntries(own);
}

/** Whether all of them fit beside ours. */
export function isRoomBeside(tags: Readonly<Record<string, string>>): boolean {
  return Object.keys(restorableTags(tags)).length <= MOST;
}

/** As many as there is room for beside ours; the others are set at the end. */
export function firstTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(restorableTags(tags)).slice(0, MOST));
}
