import type { ReviewedDocument } from '../../access/model.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidArnPrefix: Rule = {
  id: 'invalid-arn-prefix',
  code: 'INVALID_ARN_PREFIX',
  severity: 'error',
  summary: 'A resource that is no ARN',
  why: 'IAM refuses the document: a resource is `*` or an ARN (IAM User Guide, "IAM JSON policy elements: Resource").',
  check: eachStatement(({ resources, notResources }, document) =>
    [...resources, ...notResources]
      .filter(
        ({ text }) =>
          !isShortForm(text, document) &&
          !/^(arn:|\*|\?|arn\*|\$\{)/.test(text) &&
          !/^[^:]*\$\{/.test(text) &&
          !/^a?r?n?\*/.test(text),
      )
      .map(({ text, path }) => ({
        path,
        message: `'${text}' is no ARN`,
        fix: 'write the ARN: arn:aws:service:region:account:resource',
      })),
  ),
};

/** API Gateway puts the API's own ARN before it ("API Gateway resource policy examples"). */
function isShortForm(text: string, { owner }: ReviewedDocument): boolean {
  return text.startsWith('execute-api:/') && /^AWS::(ApiGateway|Serverless)::/.test(owner?.type ?? '');
}
