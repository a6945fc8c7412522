import { inCode } from '../../cli/markdown/escape.ts';
import type { Section } from '../../cli/markdown/fitted.ts';
import { type Audience, audienceOf } from '../audience.ts';
import type { AccessChange } from '../changes.ts';
import { accessTexts } from './access-texts.ts';

const BADGES: Record<Audience, string> = {
  public: '<strong>public</strong>: ',
  'cross-account': '<strong>another account</strong>: ',
  federated: '<strong>identities from outside</strong>: ',
  own: '',
};

const COLUMNS = ['Who', 'What', 'On what', 'As in this request', 'With this context'];

/** A table in HTML: no name can end its cell, which a `|` in a table of Markdown does even in code. */
export function accessSection(title: string, changes: readonly AccessChange[], isFolded: boolean): Section {
  const head = `<table>\n<tr>${COLUMNS.map((column) => `<th>${column}</th>`).join('')}</tr>`;
  return {
    before: isFolded ? `<details><summary>${title}: ${changes.length}</summary>\n${head}` : `### ${title}\n\n${head}`,
    entries: changes.map(row),
    leftOut: (count) => `<tr><td colspan="${COLUMNS.length}">${count} more are left out.</td></tr>`,
    after: isFolded ? '</table>\n</details>' : '</table>',
    isFolded,
  };
}

function row(change: AccessChange): string {
  const { actions, resources, principals, request, context, where } = accessTexts(change);
  const holder = inCode(change.principal);
  const who = principals.length > 0 ? `${list(principals)}<br>by the policy of ${holder}` : holder;
  const cells = [
    `${BADGES[audienceOf(change)]}${who}`,
    list(actions),
    where === null ? list(resources) : `${list(resources)}<br>${where}`,
    inCode(request),
    context.length > 0 ? list(context) : 'none needed',
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

const MOST = 8;

function list(texts: readonly string[]): string {
  const left = texts.length - MOST;
  return [...texts.slice(0, MOST).map(inCode), ...(left > 0 ? [`and ${left} more`] : [])].join('<br>');
}
