import { equal, match, rejects } from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { findBrowser, launchBrowser, reasonWithout } from './browser.ts';

test('a browser is found by CHROME_PATH, or by its names on the PATH in their order', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'));
  t.after(() => rm(folder, { recursive: true }));
  const [chrome, chromium] = [join(folder, 'chrome'), join(folder, 'chromium')];
  for (const file of [chrome, chromium]) await writeFile(file, '#!/bin/sh\n');
  const PATH = ['/nowhere', folder].join(delimiter);
  equal(findBrowser({ PATH }, []), null);
  await chmod(chrome, 0o755);
  equal(findBrowser({ PATH }, []), chrome);
  await chmod(chromium, 0o755);
  equal(findBrowser({ PATH }, []), chromium);
  equal(findBrowser({ PATH, CHROME_PATH: chrome }, []), chrome);
  equal(findBrowser({ PATH: '' }, [chrome]), chrome);
  equal(findBrowser({}, []), null);
});

test('without a browser the reason says how to get one; a wrong CHROME_PATH is no reason to skip', async () => {
  match(String(reasonWithout(null)), /there is no Chromium or Chrome: apt install chromium, .* CHROME_PATH/);
  equal(reasonWithout('/usr/bin/chromium'), false);
  await rejects(launchBrowser({ CHROME_PATH: '/nowhere/chrome' }), /CHROME_PATH is \/nowhere\/chrome: no program/);
  await rejects(launchBrowser({ PATH: '' }, []), /there is no Chromium or Chrome/);
});
