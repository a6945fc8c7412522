import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const functionWithoutTags: Rule = {
  id: 'function-without-tags',
  code: null,
  severity: 'suggestion',
  summary: 'A function or role without tags',
  why: 'Access by attributes, and the bill, go by tags (IAM User Guide, "Define permissions based on attributes with ABAC authorization").',
  check: eachResource(
    ['AWS::Lambda::Function', 'AWS::Serverless::Function', 'AWS::IAM::Role'],
    ({ properties, template }, all) => {
      const { Tags: tags } = properties;
      if ((all.reviewed.stackTags?.get(template)?.length ?? 0) > 0) return [];
      return (Array.isArray(tags) && tags.length > 0) || (isMap(tags) && Object.keys(tags).length > 0)
        ? []
        : [
            {
              path: [],
              message: 'it has no tags for access by attributes',
              fix: 'Tags: [{Key: project, Value: name}]',
            },
          ];
    },
  ),
};
