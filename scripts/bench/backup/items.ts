import type { AttributeValue } from '@aws-sdk/client-dynamodb';

const WORDS = 'amber birch cedar delta ember fjord grove haven inlet jetty knoll larch maple north ocean pearl'.split(
  ' ',
);

/** Item number so and so, of about 1 KB: text, numbers, a map, a list and a set. */
export function itemAt(number: number): Record<string, AttributeValue> {
  const word = (at: number) => WORDS[(number * 31 + at * 17 + ((number * at) % 13)) % WORDS.length] ?? '';
  const text = Array.from({ length: 110 }, (_, at) => word(at)).join(' ');
  return {
    id: { S: `item-${number}` },
    count: { N: String(number * 7) },
    share: { N: `${number % 100}.${(number % 9) + 1}` },
    text: { S: text },
    tags: { SS: [...new Set([word(1), word(2), word(3)])] },
    place: { M: { city: { S: word(4) }, floors: { L: [{ N: '1' }, { N: String(number % 40) }] } } },
  };
}
