import type { Position } from '../template/source.ts';

/** One AWS call that a function's code makes. */
export interface SdkCall extends Position {
  /** The IAM action that AWS checks for it, as in `s3:PutObject`. */
  action: string;
  /** The environment variables that name what it works on; absent where that is not seen. */
  variables?: readonly string[];
  /** AWS may check it: not having it is no mistake. */
  optional?: true;
  /** What it is for, where the call is one of another name. */
  because?: string;
}

/** What a function's code does with AWS. */
export interface CodeAccess {
  calls: readonly SdkCall[];
  /** IAM prefixes of services that it may call in ways that are not seen; `*` for any service. */
  unseen: ReadonlySet<string>;
}

/** `s3` of `s3:GetObject`. */
export function serviceOf(action: string): string {
  return action.slice(0, action.indexOf(':')).toLowerCase();
}
