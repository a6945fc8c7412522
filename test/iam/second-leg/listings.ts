import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type Caller, user } from './callers.ts';
import { chunks, conditional, RELATIONS, STRINGS } from './conditions.ts';
import { document } from './engine.ts';
import type { LiveCase } from './live.ts';
import type { World } from './world.ts';

interface Comparison {
  operators: string[];
  values: string[];
  given: string[];
}

const relations = (type: string) => RELATIONS.map((relation) => `${type}${relation}`);

const COMPARISONS: Comparison[] = [
  { operators: STRINGS, values: ['a*', 'B'], given: ['a*', 'abc', 'b', 'B'] },
  { operators: relations('Numeric'), values: ['10'], given: ['9.5', '10', '1e1', '11'] },
  {
    operators: relations('Date'),
    values: ['2026-01-01T00:00:00Z'],
    given: ['2025-12-31T23:59:59Z', '1767225600', '2026-01-01T01:00:00+01:00', '2026-06-01'],
  },
  { operators: ['Bool'], values: ['true'], given: ['true', 'TRUE', 'false'] },
  {
    operators: ['IpAddress', 'NotIpAddress'],
    values: ['10.0.0.0/8', '2001:db8::/32'],
    given: ['10.1.2.3', '11.0.0.1', '2001:db8::1', '2001:db9::1'],
  },
  {
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    values: ['arn:aws:sns:*:111122223333:finance/*', 'arn:aws:s3:::b?'],
    given: ['arn:aws:sns:us-east-2:111122223333:finance/a:b', 'arn:aws:s3:::b1', 'arn:aws:s3:::b/1'],
  },
  { operators: ['BinaryEquals'], values: ['YWJj'], given: ['YWJj', 'YWJk'] },
];

interface Listing {
  operator: string;
  values: string[];
  given: (string | undefined)[];
}

function listings(): Listing[] {
  const compared = COMPARISONS.flatMap(({ operators, values, given }) =>
    operators.flatMap((operator) => [
      { operator, values, given: [...given, undefined] },
      { operator: `${operator}IfExists`, values, given: [given[0], undefined] },
    ]),
  );
  const present = ['true', 'false'].map((value) => ({ operator: 'Null', values: [value], given: ['a', undefined] }));
  return [...compared, ...present];
}

/** `s3:prefix` carries any text, so it stands for the keys of every type. Each condition is that of one bucket. */
export async function listingCases(at: World): Promise<LiveCase[]> {
  const all = listings().map((listing, index) => ({ ...listing, bucket: `listed-${index}` }));
  const cases: LiveCase[] = [];
  for (const part of chunks(all)) {
    const statements = part.map(({ operator, values, bucket }) =>
      conditional('s3:ListBucket', `arn:aws:s3:::${bucket}`, { [operator]: { 's3:prefix': values } }),
    );
    const caller = await user(at, `lister-${cases.length}`, { identity: [document(...statements)] });
    cases.push(...part.flatMap((one) => one.given.map((prefix) => listingCase(caller, one, one.bucket, prefix))));
  }
  return cases;
}

function listingCase(caller: Caller, { operator, values }: Listing, Bucket: string, Prefix: string | undefined) {
  return {
    title: `${operator} s3:prefix ${values.join(' or ')}, for ${Prefix ?? 'none'}`,
    caller,
    action: 's3:ListBucket',
    resource: `arn:aws:s3:::${Bucket}`,
    context: Prefix === undefined ? {} : { 's3:prefix': Prefix },
    send: () => caller.client(S3Client).send(new ListObjectsV2Command({ Bucket, Prefix })),
  };
}
