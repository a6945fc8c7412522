import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { LIVE_PERMISSIONS } from '../../../scripts/review/live/permissions.ts';
import { repositoryFiles } from '../../repository/sources.ts';

/** What the folders ask AWS, by the words with which they ask. */
function asked(): string[] {
  const files = repositoryFiles().filter((file) => /^scripts\/(review\/live|deployment\/readback)\/.*\.ts$/.test(file));
  const texts = files
    .filter((file) => !file.endsWith('/permissions.ts'))
    .map((file) => readFileSync(join(projectFolder, file), 'utf8'));
  return [
    ...new Set(
      texts.flatMap((text) => [...text.matchAll(/'([a-z][a-z0-9-]*:[A-Z]\w+)'/g)].map(([, action = '']) => action)),
    ),
  ];
}

/** How a role, user or group is read: the action's name is put together of its kind. */
const OF_PRINCIPALS = /^iam:(Get|List|ListAttached)(Role|User|Group)(Policy|Policies)?$/;

test('whoever asks with these permissions is answered: they hold every call that is made, and no other', () => {
  const granted = LIVE_PERMISSIONS.Statement.flatMap(({ Action }) => Action);
  const actions = asked();
  ok(actions.length > 10);
  deepEqual(
    actions.filter((action) => !granted.includes(action)),
    [],
  );
  deepEqual(
    granted.filter((action) => !actions.includes(action) && !OF_PRINCIPALS.test(action)),
    [],
  );
});
