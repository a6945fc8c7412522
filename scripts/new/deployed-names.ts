import { UserError } from '../cli/errors.ts';
import { parseTemplate } from '../template/source.ts';
import { isMap } from '../template/walk.ts';
import { environmentsOf, suffixOf } from './environments.ts';
import type { Tree } from './tree.ts';

/** How long each may be; of a bucket's 63 characters account and region take up to 28. */
const LONGEST = { bucket: 35, function: 64, role: 64 };

export interface DeployedName {
  of: keyof typeof LONGEST;
  name: string;
}

/** @throws UserError where another stack has such a name already, or one is too long in some environment */
export function checkDeployedNames(tree: Tree, names: readonly DeployedName[]): void {
  const known = defaultsOf(tree);
  const longest = Math.max(0, ...environmentsOf(tree).map((environment) => suffixOf(environment).length));
  for (const { of, name } of names) {
    const other = known.get(name.toLowerCase());
    if (other !== undefined) throw new UserError(`'${name}' is a default of ${other}: choose another name`);
    if (name.length + longest > LONGEST[of]) {
      const most = LONGEST[of] - longest;
      throw new UserError(
        `'${name}' is too long: with an environment's name, a ${of}'s has ${most} characters at most`,
      );
    }
  }
}

/** Defaults of parameters, in small letters, each with where it stands. */
function defaultsOf({ texts }: Tree): Map<string, string> {
  const found = new Map<string, string>();
  for (const [file, text] of texts) {
    if (!/^templates\/[^/]+$/.test(file)) continue;
    const { value } = parseTemplate(text, file);
    const parameters = isMap(value) && isMap(value.Parameters) ? value.Parameters : {};
    for (const [name, declared] of Object.entries(parameters)) {
      const preset = isMap(declared) ? declared.Default : undefined;
      if (typeof preset === 'string' && /Name$/.test(name)) found.set(preset.toLowerCase(), `${name} in ${file}`);
    }
  }
  return found;
}
