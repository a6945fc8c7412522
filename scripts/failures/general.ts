import type { Failure } from './failure.ts';

/** Texts that stand in many messages: what is known of the particular case goes before them. */
export const GENERAL_FAILURES: readonly Failure[] = [
  {
    id: 'template-format',
    matches: [/Template format error/i, /Template error:/i],
    title: 'The template is not well formed',
    why: 'CloudFormation cannot read a part of it; the rest of the message says which.',
    fix: 'run npm run package -- --offline and cfn-lint on what it writes: both name the line',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html',
  },
  {
    id: 'already-exists',
    matches: [
      /(?<![\w./-])(?<name>[\w./-]+) already exists in stack/i,
      /Resource of type '(?<type>[^']+)' with identifier '(?<name>[^']+)' already exists/i,
      /(?<![\w./-])(?<name>[\w./-]+) already exists\b(?!.*(ChangeSet|GroupName))/i,
    ],
    title: 'A resource of this name exists already',
    why: 'It was made by hand, kept by a deletion policy, or belongs to another stack or environment.',
    fix: 'take {name} into the stack with npm run deploy -- --import-existing, give it another name by its parameter, or delete it',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html',
  },
  {
    id: 'quota',
    matches: [
      /(?<!Request)LimitExceeded(Exception)?/,
      /(Service)?QuotaExceeded/i,
      /maximum number of \w+ .*(reached|exceeded)/i,
    ],
    title: 'A quota of the account is used up',
    why: 'The message says which one, and how much it is.',
    fix: 'remove what is not needed any more, or ask for more under Service Quotas in this region',
    source: 'https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html',
  },
  {
    id: 'throttled',
    matches: [/Rate exceeded/i, /\bThrottling(Exception)?\b/, /RequestLimitExceeded/],
    title: 'AWS asks to go slower',
    why: 'The account makes more calls of this kind at a time than it may.',
    fix: 'wait and run it again: a second run goes on where the first one stopped',
    source: 'https://docs.aws.amazon.com/general/latest/gr/api-retries.html',
  },
  {
    id: 'access-denied',
    matches: [
      /(User|Role): (?<who>\S+) is not authorized to perform:? (?<action>[\w-]+:[\w*]+)( on resource: "?(?<resource>[^\s"]+?))?"?[.,;)]?(?=\s|$)/i,
      /AccessDenied(Exception)?|UnauthorizedOperation/,
      /Access Denied/i,
    ],
    title: 'The caller may not do it',
    why: 'No policy of the caller or of the resource allows it.',
    fix: 'allow {action} on {resource} to {who} in its document below policies/; npm run can shows what is missing',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  },
];
