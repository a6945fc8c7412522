import assert from 'node:assert/strict';
import { test } from 'node:test';
import { write } from '../fixture.ts';
import { account, PAGE, SCRIPT } from './cached-site.ts';

test('a site is served, and CloudFront forgets what changed', async (t) => {
  const { root, deploy, invalidations, keys, headers, writtenIn } = await account(t);
  const text = '/%C3%BC%20b.txt';
  const served = async () => {
    const { code, complaint, served, last } = await deploy();
    assert.equal(code, 0, `${complaint}${JSON.stringify(last)}`);
    return served.invalidated as string[];
  };
  let id = '';
  const told = () => invalidations(id);

  await t.test('a mistake in a page is told before anything is deployed', async () => {
    await write(root, 'templates/site/index.html', `${PAGE}\n<img src="gone.png" alt="">`);
    const { code, complaint } = await deploy();
    assert.equal(code, 2);
    assert.match(complaint, /templates\/site\/index\.html:2:6: there is no templates\/site\/gone\.png\n$/);
    await assert.rejects(keys(), { name: 'NoSuchBucket' });
    await write(root, 'templates/site/index.html', PAGE);
  });

  await t.test(
    'at first all that has a fixed name is forgotten: CloudFront may have kept that it was not there',
    async () => {
      const { code, served, last, complaint } = await deploy();
      assert.equal(code, 0, complaint);
      id = last.result.stacks[0].outputs.Id;
      assert.deepEqual(served.invalidated, [text, '/', '/config.json', '/index.html'].sort());
      assert.deepEqual(await told(), [served.invalidated]);
      const [script = '', config, index, other, ...rest] = await keys();
      assert.match(script, SCRIPT);
      assert.deepEqual([config, index, other, rest], ['config.json', 'index.html', 'ü b.txt', []]);
      assert.deepEqual(await headers(script), [
        'text/javascript; charset=utf-8',
        'public, max-age=31536000, immutable',
      ]);
      assert.deepEqual(await headers('index.html'), ['text/html; charset=utf-8', 'no-cache']);
    },
  );

  await t.test('nothing, when nothing changed', async () => {
    assert.deepEqual(await served(), []);
    assert.equal((await told()).length, 1);
  });

  await t.test('nothing, when there is only something new under a name by content', async () => {
    await write(root, 'templates/site/b-0123456789abcdef.js', '');
    assert.deepEqual(await served(), []);
    assert.equal((await told()).length, 1);
  });

  await t.test('the page and the old script, when the script changed', async () => {
    await write(root, 'templates/site/a.ts', 'document.title = "b";');
    const [home, script = '', index, ...others] = await served();
    assert.deepEqual([home, index, others], ['/', '/index.html', []]);
    assert.match(script, SCRIPT);
    assert.ok(!(await keys()).includes(script.slice(1)));
  });

  await t.test(
    'what pages load comes before them, what they loaded goes after them, CloudFront is told last',
    async () => {
      const before = (await keys()).filter((key) => SCRIPT.test(key));
      await write(root, 'templates/site/a.ts', 'document.title = "c";');
      const writes = await writtenIn(served);
      const after = (await keys()).filter((key) => SCRIPT.test(key));
      const marker = '.stackwarden-invalidate.json';
      assert.deepEqual(writes, [
        ...[`s3:PutObject ${after}`, `s3:PutObject ${marker}`, 's3:PutObject index.html', `s3:DeleteObject ${before}`],
        ...[`cloudfront:CreateInvalidation ${id}`, `s3:DeleteObject ${marker}`],
      ]);
    },
  );

  await t.test('what a deploy left that was killed before it told CloudFront', async () => {
    await write(root, 'templates/site/ü b.txt', 'other text');
    const before = (await told()).length;
    assert.equal((await deploy('before')).code, null);
    assert.equal((await told()).length, before);
    assert.deepEqual(await served(), [text]);
    assert.deepEqual((await told()).slice(before), [[text]]);
    assert.deepEqual(await served(), []);
  });

  await t.test('only once, when it was killed as soon as it had told CloudFront', async () => {
    await write(root, 'templates/site/ü b.txt', 'a third text');
    const before = (await told()).length;
    assert.equal((await deploy('after')).code, null);
    assert.deepEqual(await served(), [text]);
    assert.deepEqual((await told()).slice(before), [[text]]);
  });

  await t.test('twice, when the same changed again after such a kill', async () => {
    await write(root, 'templates/site/ü b.txt', 'a fourth text');
    const before = (await told()).length;
    assert.equal((await deploy('after')).code, null);
    await write(root, 'templates/site/ü b.txt', 'a fifth text');
    assert.deepEqual(await served(), [text]);
    assert.deepEqual((await told()).slice(before), [[text], [text]]);
    assert.ok(!(await keys()).some((key) => key.startsWith('.')));
  });
});
