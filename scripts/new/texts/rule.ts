import { camel } from '../names.ts';

/** Nobody but the organization's administrators closes accounts: a grant that is easily found, and seldom meant. */
const ACTION = 'account:CloseAccount';

export function ruleText(id: string): string {
  return `import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';

const ACTION = '${ACTION}';

export const ${camel(id)}: Rule = {
  id: '${id}',
  code: null,
  severity: 'warning',
  summary: \`An Allow of \${ACTION}\`,
  why: 'What it does cannot be undone by whoever holds it (AWS Account Management Reference Guide, "Close an AWS account").',
  check: eachAllow(({ actions }) =>
    actions
      .filter(({ text }) => text === ACTION)
      .map(({ path }) => ({ path, message: \`\${ACTION} is allowed\`, fix: 'remove it, or say who needs it' })),
  ),
};
`;
}

function document(action: string): string {
  return `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "${action}",
      "Resource": "*"
    }
  ]
}
`;
}

/** By file below the rule's folder. */
export const GOLDEN_CASES: Readonly<Record<string, string>> = {
  'bad-document.json': document(ACTION),
  'good-document.json': document('account:GetAccountInformation'),
  'expected.json': `[
  {
    "file": "bad-document.json",
    "line": 6,
    "message": "${ACTION} is allowed"
  }
]
`,
};
