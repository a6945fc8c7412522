/** Pixels at zoom 1. */
export const BOX = { height: 26, gap: 7 };
export const PITCH = BOX.height + BOX.gap;
/** Outside, the repository's principals, resources. */
export const COLUMNS = [
  { x: 16, width: 226, title: 'From outside' },
  { x: 366, width: 218, title: 'Principals' },
  { x: 752, width: 340, title: 'Resources' },
] as const;
export const WIDTH = 1124;
/** Above the bands, for the titles of the columns. */
export const TOP = 38;
/** A band has a title over its boxes, room below them, and space to the next one. */
export const BAND = { title: 28, bottom: 10, gap: 14, side: 16 };
