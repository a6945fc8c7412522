import { mistakeAt } from './mistake.ts';
import type { Position } from './source.ts';

const ENDPOINT = 'AWS_ENDPOINT_URL';
const PORT = 'AWS_ENDPOINT_PORT';
const HIGHEST_PORT = 65_535;

/**
 * A parameter's text with its variables filled in. `${AWS_ENDPOINT_URL}` is where the embedded AWS listens;
 * `${AWS_ENDPOINT_PORT}` is its port, taken from that address where it is not set itself, as `npm start` prints the address
 * alone. There are no others: any could be a secret, and a pull request would print it.
 * @param offline leaves what is not set as it is written
 */
export function withVariables(text: string, env: NodeJS.ProcessEnv, offline: boolean, at: () => Position): string {
  return text.replaceAll(/\$\{([A-Za-z_]\w*)\}/g, (written, variable: string) => {
    if (variable !== ENDPOINT && variable !== PORT) {
      throw mistakeAt(at(), `parameters can name \${${ENDPOINT}} and \${${PORT}} alone, not ${written}`);
    }
    const value = variable === ENDPOINT ? env[ENDPOINT] : portOf(env, at);
    if (!value && !offline) throw mistakeAt(at(), `the variable ${ENDPOINT} is not set: npm start prints it`);
    return value || written;
  });
}

/** Values are not repeated: whoever wrote the file may not be who set the variable. */
function portOf(env: NodeJS.ProcessEnv, at: () => Position): string | undefined {
  const port = env[PORT];
  if (port) {
    if (/^\d{1,5}$/.test(port) && Number(port) <= HIGHEST_PORT) return port;
    throw mistakeAt(at(), `the variable ${PORT} takes a number up to ${HIGHEST_PORT}: set it right, or unset it`);
  }
  const endpoint = env[ENDPOINT];
  if (!endpoint) return undefined;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw mistakeAt(at(), `${ENDPOINT} is not a URL: set it to one such as http://127.0.0.1:4566`);
  }
  return url.port || (url.protocol === 'https:' ? '443' : '80');
}
