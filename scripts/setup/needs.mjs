/**
 * The commands that ask neither the embedded AWS nor the schemas of resource types, which are Python packages. A review
 * asks for the schemas only where a template has a service role, and installs them then.
 */
const WITHOUT_PYTHON = [
  ...['can', 'compare', 'drift', 'explain', 'new', 'package', 'post', 'review'],
  ...['backup', 'drill', 'recover', 'redrive', 'restore', 'verify-backup'],
];

/**
 * @param {string | undefined} command undefined: all of them
 * @param {string[]} args
 */
export function needsPython(command, args) {
  return !WITHOUT_PYTHON.includes(command) && !args.some((arg) => arg === '--help' || arg === '-h');
}
