/**
 * The keys that a resource's `Metadata: Stackwarden:` may have, beside `Suppress`, which a review reads: `Files`,
 * `Config` and `Distribution` of a bucket that serves files, `VersionParameter` of a secret that `rotate-key` rotates.
 */
export const RESOURCE_SETTINGS: readonly string[] = ['Config', 'Distribution', 'Files', 'VersionParameter'];
