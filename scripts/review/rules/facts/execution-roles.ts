import type { ReviewedDocument, ReviewedTemplate } from '../../../access/model.ts';
import { textsAt } from '../../../access/stated/statements.ts';
import { scalarText } from '../../../template/scalar-text.ts';
import { kindOf } from './kinds.ts';

export interface ExecutionRole {
  /** The function that runs as the role. */
  functionId: string;
  roleId: string;
  trust: ReviewedDocument;
}

/** The roles of a template's functions that the template makes itself. */
export function executionRoles({ resources, documents }: ReviewedTemplate): ExecutionRole[] {
  const functions = resources.filter(({ type }) => /^AWS::(Lambda|Serverless)::Function$/.test(type));
  return functions.flatMap(({ logicalId: functionId, properties }) => {
    const named = textsAt(properties.Role, []).map(({ text }) => text);
    const isRole = (id: string) => {
      const name = scalarText(resources.find(({ logicalId }) => logicalId === id)?.properties.RoleName);
      const ends = [`\${${id}.Arn}`, `/\${${id}}`, ...(name === '' ? [] : [`/${name}`])];
      return named.some((text) => ends.some((end) => text.endsWith(end)));
    };
    return documents
      .filter((document) => kindOf(document) === 'trust' && isRole(document.owner?.logicalId ?? ''))
      .map((trust) => ({ functionId, roleId: trust.owner?.logicalId ?? '', trust }));
  });
}
