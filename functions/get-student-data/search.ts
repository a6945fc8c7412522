import type { AttributeValue } from '@aws-sdk/client-dynamodb';

const SEARCHED = ['studentId', 'name', 'class'];

/** Whether one of a student's texts holds the searched one, whatever the case and the way characters are composed. */
export function searched(search: string): (item: Record<string, AttributeValue>) => boolean {
  const wanted = folded(search);
  if (wanted === '') return () => true;
  return (item) => SEARCHED.some((name) => folded(item[name]?.S ?? '').includes(wanted));
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC').trim();
}
