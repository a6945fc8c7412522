import { LIVE_PERMISSIONS } from './live/permissions.ts';

/** What `explain` tells that is no rule. */
export interface Topic {
  about: string[];
  /** To be taken over. */
  example: string;
}

const DAYS = 90;

export const TOPICS: Readonly<Record<string, (today: Date) => Topic>> = {
  live: () => ({
    about: [
      'The permissions that --live needs, for whoever holds the credentials: it only reads. Put in your account, prefix and',
      'environment.',
    ],
    example: JSON.stringify(LIVE_PERMISSIONS, null, 2),
  }),
  suppressions: (today) => ({
    about: [
      'A finding that is accepted for a while is suppressed next to the code: by rule, resource, statement and value, with a',
      'reason and a last day, at most 366 days ahead. It is still told, marked as suppressed, and fails nothing. For documents',
      'the same keys and `file` stand in a list, `suppressions:`, in policies/suppressions.yaml. One that has expired or is',
      'malformed is an error and covers nothing; one that covers nothing is a warning. Changes of access are never suppressed.',
    ],
    example: suppression(new Date(today.getTime() + DAYS * 86_400_000).toISOString().slice(0, 10)),
  }),
};

function suppression(expires: string): string {
  return `  Policy:
    Type: AWS::IAM::ManagedPolicy
    Metadata:
      Stackwarden:
        Suppress:
          - rule: wildcard-action
            statement: Reports # the Sid, or the place from 0
            value: s3:* # what the finding points at; left out where it is a whole statement or resource
            reason: the nightly export needs it until the move
            expires: ${expires}
`;
}
