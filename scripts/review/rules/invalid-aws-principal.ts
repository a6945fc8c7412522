import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

/** Of Lambda permissions alone (Alexa Skills Kit, "Host a Custom Skill as an AWS Lambda Function"; "Smart Home Skill"). */
const ALEXA = ['alexa-appkit.amazon.com', 'alexa-connectedhome.amazon.com'];

export const invalidAwsPrincipal: Rule = {
  id: 'invalid-aws-principal',
  code: null,
  severity: 'error',
  summary: 'An AWS principal that AWS cannot know',
  why: 'A principal is an ARN of IAM or STS, an account or `*`; AWS refuses the policy otherwise (IAM User Guide, "AWS JSON policy elements: Principal").',
  check: eachStatement(({ principals, notPrincipals }, { owner }) =>
    [...principals, ...notPrincipals]
      .filter(({ kind, text }) => kind === 'AWS' && !/[$<,]/.test(text) && !isAwsPrincipal(text))
      .filter(({ text }) => owner?.type !== 'AWS::Lambda::Permission' || !ALEXA.includes(text))
      .map(({ text, path }) => ({
        path,
        message: `'${text}' is no AWS principal`,
        fix: fixFor(text),
      })),
  ),
};

function fixFor(text: string): string {
  if (/amazonaws\.com/.test(text)) return `"Principal": {"Service": "${text}"}`;
  if (/^\d+$/.test(text)) return `an account id has twelve digits, and ${text} has ${text.length}: \${AWS::AccountId}`;
  return 'arn:aws:iam::${AWS::AccountId}:role/name';
}

function isAwsPrincipal(text: string): boolean {
  if (
    text === '*' ||
    /^\d{12}$/.test(text) ||
    /^[0-9a-f]{64}$/.test(text) ||
    /^A(IDA|ROA|KIA|GPA|SCA)[A-Z0-9]+$/.test(text)
  )
    return true;
  if (/[*?]/.test(text)) return true;
  return /^arn:[\w-]+:(iam|sts)::(\d{12}|cloudfront):(root|(user|role|assumed-role|federated-user|group)\/.+|user\/CloudFront.*)$/.test(
    text,
  );
}
