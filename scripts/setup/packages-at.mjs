import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Where Node finds a package from a folder: in its node_modules, or in those above, where npm puts what others need too.
 * @param {string} from
 * @param {string} name
 * @returns {string | null}
 */
export function packageFolder(from, name) {
  const place = join(from, 'node_modules', name);
  if (existsSync(join(place, 'package.json'))) return place;
  const parent = dirname(from);
  return parent === from ? null : packageFolder(parent, name);
}
