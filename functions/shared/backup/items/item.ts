import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item, or the key of one, as the SDK gives it. */
export type Item = Record<string, AttributeValue>;
