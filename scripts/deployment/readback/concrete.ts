import { mapTexts } from '../../access/symbols.ts';

/** Where the caller is: what stands for pseudo parameters. */
export interface Place {
  accountId: string;
  region: string;
  partition: string;
}

/** As a rule of three: pseudo parameters and resources, `Ref` and `Fn::` calls; not IAM's own variables nor its escapes. */
const SYMBOL = /\$\{([^{}]*::[^{}]*|Ref [^{}]*|[^{}:*?$]+)\}/g;

/** Whether a text of a document holds something that only deploying makes known, and for which an ARN is put. */
export function isMadeUp(text: unknown): boolean {
  return typeof text === 'string' && [...text.matchAll(SYMBOL)].some(([, name = '']) => isArnLike(name));
}

/** The value with plausible texts in place of symbols, the same for the same symbol: AWS checks the form of ARNs. */
export function concrete(value: unknown, place: Place): unknown {
  const pseudo = pseudoParameters(place);
  return mapTexts(value, (text) =>
    text.replaceAll(SYMBOL, (_symbol, name: string) => {
      if (pseudo.has(name)) return pseudo.get(name) ?? '';
      return isArnLike(name) ? madeArn(name, place) : madeName(name);
    }),
  );
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
export function pseudoParameters({ accountId, region, partition }: Place, stack = 'stack', id = stack) {
  return new Map([
    ['AWS::AccountId', accountId],
    ['AWS::Region', region],
    ['AWS::Partition', partition],
    ['AWS::URLSuffix', partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'],
    ['AWS::StackName', stack],
    ['AWS::StackId', id],
  ]);
}

function isArnLike(name: string): boolean {
  return /Arn$/.test(name);
}

/** A role's: the one kind that may stand as a principal and as a resource. */
function madeArn(name: string, { accountId, partition }: Place): string {
  return `arn:${partition}:iam::${accountId}:role/${madeName(name)}`;
}

/** What names of most resources may be: lower case, digits and hyphens. */
function madeName(name: string): string {
  const text = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return text.slice(0, 40).replace(/-$/, '') || 'name';
}
