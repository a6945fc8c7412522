import type { AccessChange } from '../../../scripts/access/changes.ts';
import type { Report, ReportedFinding } from '../../../scripts/review/report.ts';

/** Texts as somebody would choose them who wants the outputs to say something else. */
export const HOSTILE = [
  '</code></td></table><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '@octocat @octo-org/team',
  'owner/repo#1 #12 GH-12',
  '[click](javascript:alert(1)) ![x](https://evil.example/x.png)',
  'https://evil.example www.evil.example evil@evil.example',
  '| cell | \\| another |',
  '`` ` ``` ```` \n```\n# heading\n\n- item',
  '"]; click n0 "javascript:alert(1)"; n9["',
  '%%{init: {"securityLevel": "loose"}}%%',
  '#quot;#60;img src=x#62; #lt;b#gt;',
  'end\u202Eelif\u2028next\u0000\u001b[31m',
  '::error file=a::b ##[error]c',
  'a%0A::error::b%3A,c',
  ':tada: **bold** _it_ ~~no~~ <!-- hidden',
];

export function finding(more: Partial<ReportedFinding> = {}): ReportedFinding {
  return {
    rule: 'wildcard-action',
    code: null,
    severity: 'error',
    message: 's3:* allows every action of the service',
    fix: 'list the actions that are called',
    file: 'templates/a.yaml',
    line: 3,
    column: 13,
    logicalId: 'Role',
    statement: 0,
    fingerprint: 'f'.repeat(32),
    suppressed: false,
    ...more,
  };
}

export function change(more: Partial<AccessChange> = {}): AccessChange {
  return {
    principal: 'a/Role',
    change: 'gained',
    actions: ['s3:PutObject'],
    resources: ['arn:aws:s3:::b/*'],
    witness: {
      principal: 'arn:aws:iam::${AWS::AccountId}:role/Role',
      principalAccount: '${AWS::AccountId}',
      action: 's3:PutObject',
      resource: 'arn:aws:s3:::b/example',
      resourceAccount: '${AWS::AccountId}',
      context: { 'aws:PrincipalType': 'AssumedRole', 'aws:SecureTransport': 'true' },
    },
    ...more,
  };
}

export const PUBLIC = change({ principal: 'a/BucketPolicy', actions: ['s3:GetObject'], principals: ['*'] });

export function report(more: Partial<Report> = {}): Report {
  const { findings = [] } = more;
  const count = (severity: string) => findings.filter((one) => one.severity === severity && !one.suppressed).length;
  return {
    findings,
    access: [],
    undecided: [],
    unresolved: [],
    summary: {
      files: 3,
      templates: 1,
      documents: 2,
      ignored: [],
      unreadable: 0,
      findings: { error: count('error'), warning: count('warning'), suggestion: count('suggestion') },
      suppressed: findings.filter(({ suppressed }) => suppressed).length,
      unchanged: 4,
    },
    base: 'main',
    changedLines: new Map([['templates/a.yaml', new Set([3])]]),
    ...more,
  };
}

/** A report in which everything that a pull request can choose is this text. */
export function reportOf(text: string): Report {
  const one = { principal: text, actions: [text], resources: [text], principals: [text], notActions: [text] };
  const { witness } = change();
  const context = { [text]: [text, text] };
  return report({
    findings: [
      finding({ file: text, message: text, fix: text, logicalId: text }),
      finding({ file: text, message: text, fix: text, suppressed: true, line: 9 }),
    ],
    access: [
      change({ ...one, witness: { ...witness, action: text, resource: text, principal: text, context } }),
      change({ ...one, change: 'lost' }),
    ],
    undecided: [{ principal: text, actions: [text], resources: [text], reason: text }],
    unresolved: [{ file: text, line: 1, expression: text, reason: text }],
    changedLines: new Map([[text, new Set([3])]]),
  });
}
