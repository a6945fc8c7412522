import { scalarText } from '../../template/scalar-text.ts';
import { made, madeList, madeMap, type Part, type Placed, partAt } from './placed.ts';

/** Writes the policy that AWS makes of a resource's properties; null where the type has none. */
export function synthesised(type: string, properties: Placed): Placed | null {
  const make = MAKERS.get(type);
  return make ? documentWith(make(properties), properties) : null;
}

type Entry = readonly [string, Part];

const MAKERS = new Map<string, (properties: Placed) => (Entry | null)[]>([
  ['AWS::Lambda::Permission', lambdaPermission],
  ['AWS::Lambda::LayerVersionPermission', layerPermission],
  ['AWS::Events::EventBusPolicy', eventBusPolicy],
]);

function documentWith(entries: (Entry | null)[], properties: Placed): Placed {
  const { place } = properties;
  const statement = madeMap(present(entries), place);
  return madeMap(
    [
      ['Version', { key: place, node: made('2012-10-17', place) }],
      ['Statement', { key: place, node: madeList([statement], place) }],
    ],
    place,
  );
}

function present(entries: (Entry | null)[]): Entry[] {
  return entries.filter((entry) => entry !== null);
}

function lambdaPermission(properties: Placed): (Entry | null)[] {
  return [
    effect(properties),
    principalOf(properties),
    renamed(properties, 'Action', 'Action'),
    changed(properties, 'FunctionName', 'Resource', functionArn),
    conditionOf(properties, [
      ['ArnLike', 'AWS:SourceArn', 'SourceArn'],
      ['StringEquals', 'AWS:SourceAccount', 'SourceAccount'],
      ['StringEquals', 'aws:PrincipalOrgID', 'PrincipalOrgID'],
      ['StringEquals', 'lambda:EventSourceToken', 'EventSourceToken'],
      ['StringEquals', 'lambda:FunctionUrlAuthType', 'FunctionUrlAuthType'],
      ['Bool', 'lambda:InvokedViaFunctionUrl', 'InvokedViaFunctionUrl'],
    ]),
  ];
}

function layerPermission(properties: Placed): (Entry | null)[] {
  return [
    effect(properties),
    principalOf(properties),
    renamed(properties, 'Action', 'Action'),
    renamed(properties, 'LayerVersionArn', 'Resource'),
    conditionOf(properties, [['StringEquals', 'aws:PrincipalOrgID', 'OrganizationId']]),
  ];
}

/** Either a whole statement, or its older form with account and action. */
function eventBusPolicy(properties: Placed): (Entry | null)[] {
  const statement = partAt(properties, 'Statement');
  if (statement && !Array.isArray(statement.value)) return [...statement.parts] as Entry[];
  const bus = partAt(properties, 'EventBusName')?.value ?? 'default';
  const place = properties.place;
  const arn = `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/${[bus].flat().map(scalarText).join()}`;
  return [
    renamed(properties, 'StatementId', 'Sid'),
    effect(properties),
    principalOf(properties),
    renamed(properties, 'Action', 'Action'),
    ['Resource', { key: place, node: made(arn, place) }],
    eventBusCondition(properties),
  ];
}

function eventBusCondition(properties: Placed): Entry | null {
  const condition = properties.parts.get('Condition');
  const [key, value, type] = ['Key', 'Value', 'Type'].map((name) => condition && partAt(condition.node, name)?.value);
  if (!condition || typeof key !== 'string' || typeof type !== 'string') return null;
  return ['Condition', { key: condition.key, node: made({ [type]: { [key]: value } }, condition.node.place) }];
}

function effect({ place }: Placed): Entry {
  return ['Effect', { key: place, node: made('Allow', place) }];
}

function renamed(properties: Placed, property: string, element: string): Entry | null {
  const part = properties.parts.get(property);
  return part ? [element, part] : null;
}

function changed(
  properties: Placed,
  property: string,
  element: string,
  change: (text: string) => unknown,
): Entry | null {
  const part = properties.parts.get(property);
  if (!part) return null;
  const values = [part.node.value].flat().map((value) => change(scalarText(value)));
  const node = made(values.length === 1 ? values[0] : values, part.node.place);
  return [element, { key: part.key, node }];
}

function principalOf(properties: Placed): Entry | null {
  return changed(properties, 'Principal', 'Principal', (text) => {
    if (text === '*') return '*';
    return /\.amazonaws\.com(?:\.cn)?$|\.\$\{AWS::URLSuffix\}$/.test(text) ? { Service: text } : { AWS: text };
  });
}

/** A name, an account and name, or an ARN. */
function functionArn(text: string): string {
  if (text.startsWith('arn:') || text.includes('.Arn}') || text.startsWith('${Fn::')) return text;
  const partial = /^(\d{12}):(?:function:)?(.+)$/.exec(text);
  const [account, name] = partial ? [partial[1], partial[2]] : ['${AWS::AccountId}', text];
  return `arn:\${AWS::Partition}:lambda:\${AWS::Region}:${account}:function:${name}`;
}

function conditionOf(properties: Placed, keys: [operator: string, key: string, property: string][]): Entry | null {
  const found = keys.flatMap(([operator, key, property]) => {
    const part = properties.parts.get(property);
    return part ? [{ operator, key, part }] : [];
  });
  const [first] = found;
  if (!first) return null;
  const operators = [...new Set(found.map(({ operator }) => operator))].map((operator): Entry => {
    const entries = found.filter((one) => one.operator === operator).map(({ key, part }): Entry => [key, part]);
    const { place } = entries[0]?.[1].node ?? properties;
    return [operator, { key: place, node: madeMap(entries, place) }];
  });
  const { place } = first.part.node;
  return ['Condition', { key: first.part.key, node: madeMap(operators, place) }];
}
