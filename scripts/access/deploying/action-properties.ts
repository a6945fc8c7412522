/** The property of a resource type that an action is for. */
export interface ActionProperty {
  name: string;
  /** The action's name says so, as that of `s3:PutBucketWebsite` does. */
  isInName: boolean;
}

/** Actions that are not named after their property (the actions' pages in the Service Authorization Reference). */
const NAMED_OTHERWISE: readonly [RegExp, string][] = [
  [/^dynamodb:(ImportTable|DescribeImport)$/, 'ImportSourceSpecification'],
  [/^dynamodb:((En|Dis)able|Update)KinesisStreamingDestination$/, 'KinesisStreamSpecification'],
  [/^dynamodb:UpdateContinuousBackups$/, 'PointInTimeRecoverySpecification'],
  // What replicating a table takes (DynamoDB Developer Guide, "Using IAM with global tables").
  [/^dynamodb:(Scan|Query|BatchWriteItem|(Get|Put|Update|Delete)Item|(Create|Associate)TableReplica)$/, 'Replicas'],
  [/^iam:(At|De)tach(Role|User|Group)Policy$/, 'ManagedPolicyArns'],
  [/^kms:(En|Dis)ableKey$/, 'Enabled'],
  [/^lambda:(Put|Delete)FunctionConcurrency$/, 'ReservedConcurrentExecutions'],
  [/^lambda:PublishVersion$/, 'PublishToLatestPublished'],
  [/^lambda:PutFunctionRecursionConfig$/, 'RecursiveLoop'],
  [/^logs:(Put|Delete)IndexPolicy$/, 'FieldIndexPolicies'],
  [/^logs:CreateLogDelivery$/, 'DataProtectionPolicy'],
  [/^s3:PutBucketAcl$/, 'AccessControl'],
  [/^secretsmanager:GetRandomPassword$/, 'GenerateSecretString'],
  [/^secretsmanager:(ReplicateSecretTo|RemoveRegionsFrom)/, 'ReplicaRegions'],
];

/** What names a property adds to the words that its actions share with it. */
const ADDED = /(Configurations?|Config|Specifications?|Settings?|Options|Document|Name|Arn|Id|Status|Enabled|InDays)$/;

/**
 * @param action such as `s3:PutBucketWebsite`
 * @param type such as `AWS::S3::Bucket`
 * @param properties the names of the type's
 * @returns null for an action that is for none of them, or for the resource as a whole
 */
export function propertyFor(action: string, type: string, properties: readonly string[]): ActionProperty | null {
  const [, name] = NAMED_OTHERWISE.find(([pattern]) => pattern.test(action)) ?? [];
  const has = name !== undefined && properties.includes(name);
  // A table's schema lists what only a global table has the property for.
  if (has || name === 'Replicas') return { name: name ?? '', isInName: false };
  const typeName = (type.split('::')[2] ?? '').toLowerCase();
  const fitting = properties
    .map((property) => ({ property, stem: stemOf(property) }))
    .filter(({ stem }) => stem.length > 2 && !typeName.includes(stem) && action.toLowerCase().includes(stem))
    .sort((one, other) => other.stem.length - one.stem.length);
  return fitting[0] === undefined ? null : { name: fitting[0].property, isInName: true };
}

/** `website` of `WebsiteConfiguration`. The tags of a stack reach every resource: to tag is for the resource as a whole. */
function stemOf(property: string): string {
  if (/tags$/i.test(property)) return '';
  return property.replace(/ies$/, 'y').replace(ADDED, '').replace(/s$/, '').toLowerCase();
}
