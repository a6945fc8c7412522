const DAY = 86_400_000;

/** The longest that a suppression lasts: a year, a leap year too. */
export const LONGEST_DAYS = 366;

/** Whether text is a date of the calendar, YYYY-MM-DD: 2027-02-29 is none. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Dates of this form are in the order of their text. */
export function lastDayFrom(today: string): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + LONGEST_DAYS * DAY).toISOString().slice(0, 10);
}
