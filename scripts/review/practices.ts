/** A practice of AWS for the permissions of functions, and the rules that tell where it is not followed. */
export interface Practice {
  name: string;
  rules: readonly [string, ...string[]];
}

/** AWS Lambda Developer Guide, "Managing permissions in AWS Lambda", and IAM User Guide, "Security best practices in IAM". */
export const PRACTICES: readonly Practice[] = [
  {
    name: 'least privilege',
    rules: ['full-access', 'wildcard-action', 'wildcard-resource', 'allow-with-not-action', 'privilege-escalation'],
  },
  {
    name: 'managed policies only to start with',
    rules: ['managed-policy-as-start', 'broad-managed-policy', 'administrator-access'],
  },
  {
    name: 'execution and invocation apart',
    rules: [
      'execution-role-not-for-lambda',
      'execution-role-for-event-source',
      'lambda-permission-for-other-action',
      'lambda-permission-without-source',
      'public-lambda-permission',
      'function-url-without-auth',
    ],
  },
  {
    name: 'audit of what is granted',
    rules: ['cross-account-access', 'written-account-id', 'user-with-policy', 'cancelled-allow', 'redundant-statement'],
  },
  {
    name: 'CloudTrail and CloudWatch',
    rules: [
      'trail-not-logging',
      'trail-without-validation',
      'trail-of-one-region',
      'execution-role-without-logs',
      'log-group-without-retention',
      'bucket-without-logging',
    ],
  },
  { name: 'no wildcard ARNs', rules: ['wildcard-resource', 'wildcard-resource-of-type', 'wildcard-resource-in-part'] },
  { name: 'access by attributes', rules: ['function-without-tags', 'missing-tag-key-in-condition'] },
  { name: 'a second factor for sensitive roles', rules: ['sensitive-role-without-mfa'] },
  {
    name: 'no secrets in the environment',
    rules: ['lambda-secret-in-environment', 'lambda-secret-by-parameter', 'secret-in-property'],
  },
];

/** As the help tells them: one line a practice, longer ones on several. */
export function practiceLines(): string[] {
  return PRACTICES.flatMap(({ name, rules }) => [`  ${name}:`, ...wrapped(rules)]);
}

const WIDTH = 110;

function wrapped(rules: readonly string[]): string[] {
  const lines: string[] = [];
  for (const rule of rules) {
    const last = lines.at(-1);
    if (last === undefined || last.length + rule.length + 2 > WIDTH) lines.push(`    ${rule}`);
    else lines[lines.length - 1] = `${last}, ${rule}`;
  }
  return lines;
}
