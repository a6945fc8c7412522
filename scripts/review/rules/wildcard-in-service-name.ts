import type { Path } from '../../template/source.ts';
import type { Rule } from '../model.ts';
import { resourceArns } from './facts/arns.ts';
import { eachStatement, type Told } from './facts/checks.ts';
import { hasSymbol } from './facts/symbols.ts';

export const wildcardInServiceName: Rule = {
  id: 'wildcard-in-service-name',
  code: 'WILDCARD_IN_SERVICE_NAME',
  severity: 'suggestion',
  summary: 'A wildcard in the name of a service',
  why: 'It covers services that come later and are called alike (IAM policy validation check reference, "Wildcard in service name").',
  check: eachStatement((statement) => [
    ...[...statement.actions, ...statement.notActions]
      .filter(({ text }) => /^[^:]*[*?][^:]*:/.test(text) && !hasSymbol(text))
      .map(({ text, path }) => told(path, text.split(':')[0] ?? '')),
    ...resourceArns(statement)
      .filter(({ service, text }) => /\w[*?]|[*?]\w/.test(service) && !hasSymbol(text.split(':')[2] ?? ''))
      .map(({ service, path }) => told(path, service)),
  ]),
};

function told(path: Path, service: string): Told {
  return {
    path,
    message: `'${service}' covers every service that is called alike, later ones too`,
    fix: 'name each service',
  };
}
