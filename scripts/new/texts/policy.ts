interface Statement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Principal?: unknown;
  Action: string | string[];
  Resource?: string | string[];
  Condition?: unknown;
}

/** A document as the formatter leaves it: an element a line, values on one line. */
export function policyText(statements: readonly Statement[]): string {
  const texts = statements.map((statement) => {
    const fields = Object.entries(statement).map(([key, value]) => `      "${key}": ${onOneLine(value)}`);
    return `    {\n${fields.join(',\n')}\n    }`;
  });
  return `{\n  "Version": "2012-10-17",\n  "Statement": [\n${texts.join(',\n')}\n  ]\n}\n`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, part]) => `"${key}": ${onOneLine(part)}`)
    .join(', ')} }`;
}

/** @param id first part of the logical id of the function's log group */
export function ownLogs(id: string): Statement {
  return {
    Sid: 'WriteOwnLogs',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: `\${${id}Logs.Arn}`,
  };
}

export function mayWrite(id: string): Statement {
  return { Sid: 'WriteObjects', Effect: 'Allow', Action: 's3:PutObject', Resource: `\${${id}Bucket.Arn}/saved/*` };
}

export function nothingWithoutTls(id: string): Statement {
  const arn = `\${${id}Bucket.Arn}`;
  return {
    Sid: 'NothingWithoutTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

export const LAMBDA_TRUST: Statement = {
  Sid: 'LambdaRunsAsThisRole',
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
};
