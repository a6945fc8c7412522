import type { ReviewedDocument, ReviewedResource } from '../../../access/model.ts';
import { type Stated, statementsIn } from '../../../access/stated/statements.ts';
import type { Path } from '../../../template/source.ts';
import type { Check, RuleFinding, Surroundings } from '../../model.ts';

/** What a rule has to say of a place in a document or below a resource. */
export interface Told {
  path: Path;
  message: string;
  fix: string;
}

type Of<T> = (looked: T, all: Surroundings) => Told[];

export function eachStatement(
  look: (statement: Stated, document: ReviewedDocument, all: Surroundings) => Told[],
): Check {
  return {
    of: 'document',
    look: (document, all) =>
      statementsIn(document).flatMap((statement) =>
        look(statement, document, all).map((told) => found(document, told, statement.index)),
      ),
  };
}

export function eachAllow(look: (statement: Stated, document: ReviewedDocument, all: Surroundings) => Told[]): Check {
  return eachStatement((statement, document, all) =>
    statement.effect === 'Allow' ? look(statement, document, all) : [],
  );
}

export function eachDocument(look: Of<ReviewedDocument>): Check {
  return {
    of: 'document',
    look: (document, all) => look(document, all).map((told) => found(document, told, statementAt(told.path))),
  };
}

/** @param types CloudFormation's, such as `AWS::S3::Bucket` */
export function eachResource(types: readonly string[], look: Of<ReviewedResource>): Check {
  return {
    of: 'resource',
    look(resource, all) {
      if (!types.includes(resource.type)) return [];
      return look(resource, all).map(({ path, message, fix }) => ({
        message,
        fix,
        at: path.length === 0 ? resource.keyAt([]) : resource.at(['Properties', ...path]),
        logicalId: resource.logicalId,
        statement: null,
      }));
    },
  };
}

function found(document: ReviewedDocument, { path, message, fix }: Told, statement: number | null): RuleFinding {
  return { message, fix, at: document.at(path), logicalId: document.owner?.logicalId ?? null, statement };
}

function statementAt([element, index]: Path): number | null {
  return element === 'Statement' && typeof index === 'number' ? index : null;
}
