import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { asCalled, called } from '../../scripts/cli/called.ts';

test('commands are scripts of npm, or those of the program of the package', () => {
  equal(called('deploy', null), 'npm run deploy --');
  equal(called('start', null), 'npm start --');
  equal(called('start', 'npx stackwarden'), 'npx stackwarden start');
});

for (const [text, expected] of [
  ['run npm run bootstrap -- --environment dev first', 'run npx stackwarden bootstrap --environment dev first'],
  [
    'npm run plan shows it, npm run setup installs it',
    'npx stackwarden plan shows it, npx stackwarden setup installs it',
  ],
  ['npm start prints it; npm start -- --fresh', 'npx stackwarden start prints it; npx stackwarden start --fresh'],
  ['npm run verify-backup -- --from x', 'npx stackwarden verify-backup --from x'],
  ['run npm ci in /a; npm install; pnpm run-script', 'run npm ci in /a; npm install; pnpm run-script'],
] as const) {
  test(`said as the program was called: ${text}`, () => {
    equal(asCalled(text, 'npx stackwarden'), expected);
    equal(asCalled(text, null), text);
  });
}
