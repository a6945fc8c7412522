import { isMap } from '../template/walk.ts';
import { withBlock, type YamlFile } from './edit/block.ts';
import { pascal } from './names.ts';
import { BOUNDARY, functionResources, HAS_BOUNDARY, nameParameters, RETENTION } from './texts/function.ts';
import { linesOf } from './texts/lines.ts';

interface Entries {
  section: string;
  text: string;
  /** The section, or a new one, comes before these. */
  sections?: readonly string[];
  before?: readonly string[];
  isSpaced?: boolean;
}

/** The template with a role, a log group, a function, and what people know them by; every other character stays. */
export function withFunction(yaml: YamlFile, name: string): string {
  const id = pascal(name);
  const names = { name, id, nameParameter: `${id}Name`, roleParameter: `${id}RoleName` };
  const has = (section: string, key: string) => {
    const { value } = yaml.parse(yaml.text, yaml.file);
    const found = isMap(value) ? value[section] : undefined;
    return isMap(found) && Object.hasOwn(found, key);
  };
  const unless = (known: boolean, text: string) => (known ? '' : text);
  const shared = ['LogRetentionDays', 'PermissionsBoundary'];
  const settings = [
    unless(has('Parameters', 'LogRetentionDays'), RETENTION),
    unless(has('Parameters', 'PermissionsBoundary'), BOUNDARY),
  ].join('');
  const resources = functionResources({
    ...names,
    mayDo: 'It writes its own logs, and nothing else.',
    description: 'Greets whom the event names.',
    variables: [],
  });
  const output = `${id}Name:\n  Description: Invoke it to be greeted.\n  Value: !Ref ${id}Function\n`;
  const added: Entries[] = [
    { section: 'Parameters', text: nameParameters(names), before: shared, sections: ['Conditions', 'Resources'] },
    { section: 'Parameters', text: settings },
    { section: 'Conditions', text: unless(has('Conditions', 'HasBoundary'), HAS_BOUNDARY), sections: ['Resources'] },
    { section: 'Resources', text: resources, isSpaced: true },
    { section: 'Outputs', text: output },
  ];
  return added.reduce((text, entries) => withEntries({ ...yaml, text }, entries), yaml.text);
}

function withEntries(yaml: YamlFile, { section, text, before = [], sections = [], isSpaced = false }: Entries): string {
  if (text === '') return yaml.text;
  const lines = linesOf(text);
  const { value } = yaml.parse(yaml.text, yaml.file);
  if (isMap(value) && Object.hasOwn(value, section)) {
    return withBlock(yaml, { path: [section], lines, before: (key) => before.includes(key), isSpaced });
  }
  const whole = [`${section}:`, ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
  return withBlock(yaml, { path: [], lines: whole, before: (key) => sections.includes(key), isSpaced: true });
}
