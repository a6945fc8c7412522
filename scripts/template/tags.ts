/** Functions whose short form is the bare name (`!Ref`); all others gain `Fn::`. */
const BARE = new Set(['Ref', 'Condition']);

/** The intrinsic functions that have a short form. */
const FUNCTIONS = new Set([
  ...['And', 'Base64', 'Cidr', 'Condition', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap'],
  ...['GetAtt', 'GetAZs', 'GetStackOutput', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'Ref', 'RefAll'],
  ...['Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll'],
]);

/** The long form of a short tag (`!Sub` → `Fn::Sub`), or undefined when CloudFormation has no such function. */
export function longForm(tag: string): string | undefined {
  const name = tag.slice(1);
  if (!FUNCTIONS.has(name)) return undefined;
  return BARE.has(name) ? name : `Fn::${name}`;
}

/** `!GetAtt Stack.Outputs.Name` names the resource before the first dot; the rest is the attribute. */
export function getAttArguments(text: string): [logicalId: string, attribute: string] | undefined {
  const dot = text.indexOf('.');
  return dot > 0 && dot < text.length - 1 ? [text.slice(0, dot), text.slice(dot + 1)] : undefined;
}
