import { type Answer, answer } from './answer.ts';

const DEFAULT_SIZE = 30;
const LARGEST_SIZE = 100;

/** One page of a list, with the `Link` header by which clients find the others. */
export function page(items: readonly unknown[], query: URLSearchParams, url: string): Answer {
  const size = Math.min(LARGEST_SIZE, numberOf(query.get('per_page')) ?? DEFAULT_SIZE);
  const current = numberOf(query.get('page')) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  const linkTo = (number: number, rel: string) => {
    const other = new URLSearchParams(query);
    other.set('page', String(number));
    return `<${url}?${other}>; rel="${rel}"`;
  };
  const links = [
    ...(current > 1 ? [linkTo(Math.min(current - 1, last), 'prev')] : []),
    ...(current < last ? [linkTo(current + 1, 'next'), linkTo(last, 'last')] : []),
    ...(current > 1 ? [linkTo(1, 'first')] : []),
  ];
  const headers: Record<string, string> = links.length > 0 ? { link: links.join(', ') } : {};
  return answer(200, items.slice((current - 1) * size, current * size), headers);
}

/** GitHub takes what is no number from 1 for not given. */
function numberOf(text: string | null): number | null {
  return text !== null && /^[1-9]\d*$/.test(text) ? Number(text) : null;
}
