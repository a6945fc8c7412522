import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { readAssets } from '../../../../scripts/review/output/html/assets.ts';
import { htmlPage } from '../../../../scripts/review/output/html/page.ts';
import { accessible, inBrowser } from '../../../templates/student/page.ts';
import { change, finding, HOSTILE, report } from '../report.ts';
import { GRANT, largeGraph } from './graphs.ts';
import { openedFile, seen } from './opened.ts';
import { traced } from './repository.ts';

const ACTIVE = [
  '</script><img src=x onerror=alert(1)>',
  '"><svg onload=alert(2)><script>alert(3)</script>',
  "' onmouseover='alert(4)",
  '</title></style><iframe srcdoc="<script>alert(5)</script>">',
  '{{constructor.constructor("alert(6)")()}}${alert(7)}',
  'javascript:alert(8)',
  '</svg><foreignObject><body onload=alert(9)>',
];

/** A template of which every name and text is this one. */
function template(text: string): string {
  const statement = {
    Sid: text,
    Effect: 'Allow',
    Action: ['s3:GetObject', text],
    Resource: [`arn:aws:s3:::${text}`, '*'],
  };
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: text, Service: text },
    Action: 'sts:AssumeRole',
    Condition: { [text]: { [text]: text } },
  };
  return JSON.stringify({
    Resources: {
      [text]: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Statement: [trust] },
          Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [statement, { ...statement, Effect: 'Deny' }] } }],
        },
      },
    },
  });
}

test('whatever a repository names its things, the page shows it and nothing of it runs', inBrowser, async (t) => {
  const texts = [...ACTIVE, ...HOSTILE];
  const files = Object.fromEntries(texts.map((text, index) => [`templates/t${index}.json`, template(text)]));
  const access = texts.map((text) =>
    change({ principal: text, actions: [text], resources: [text], principals: [text] }),
  );
  const findings = texts.map((text) => finding({ file: text, message: text, fix: text, logicalId: text }));
  const undecided = texts.map((text) => ({ principal: text, actions: [text], resources: [text], reason: text }));
  const told = report({ access, findings, undecided, base: texts[0] ?? '', changedLines: null });
  const page = await openedFile(t, htmlPage(told, await traced(t, files, access), await readAssets()));
  equal(await page.title(), 'Access review');
  equal(await page.locator('img, iframe, object, embed, foreignObject, script:not(#data, [type=module])').count(), 0);
  const nodes = await page.locator('.node').count();
  ok(nodes > 2 * texts.length, String(nodes));
  for (let id = 0; id < nodes; id += 3) {
    await page.locator(`.node[data-node="${id}"]`).focus();
    await page.keyboard.press('Enter');
    await page.locator('#panel .end').first().click();
  }
  for (const text of ACTIVE) {
    await page.getByRole('searchbox').fill(text);
    await page.getByRole('searchbox').press('Enter');
  }
  equal(
    await page
      .getByRole('heading', { level: 3 })
      .first()
      .evaluate((one) => (one as unknown as { childElementCount: number }).childElementCount),
    0,
  );
  await page.mouse.move(400, 600);
  equal(await page.locator('img, iframe, object, embed, foreignObject').count(), 0);
  await accessible(page, 'hostile');
});

test('a script that got into the page would not run: its policy forbids it', inBrowser, async (t) => {
  const html = htmlPage(report(), await traced(t, {}), await readAssets());
  const broken = html.replace(
    '</main>',
    '<script>document.title = "run"</script><img src="https://example.com/x.png" onerror="document.title = 1"></main>',
  );
  const told: string[] = [];
  const page = await openedFile(t, broken, {}, (problem) => void told.push(problem));
  equal(await page.title(), 'Access review');
  deepEqual([...new Set(told.flatMap((problem) => /CSP: [\w-]+/.exec(problem) ?? []))].sort(), [
    'CSP: img-src',
    'CSP: script-src-attr',
    'CSP: script-src-elem',
  ]);
});

test('two thousand connections are drawn, found and shown', inBrowser, async (t) => {
  const { nodes, links } = largeGraph(2_000);
  const edges = links.map(({ from, to }) => ({ ...GRANT, from: nodes[from]?.label ?? '', to: nodes[to]?.label ?? '' }));
  const empty = await traced(t, {});
  const stacks = new Set(nodes.map(({ group }) => group));
  const page = await openedFile(
    t,
    htmlPage(report(), { ...empty, edges, known: { ...empty.known, stacks } }, await readAssets()),
  );
  equal(await page.locator('#links .link').count(), 2_000);
  await page.getByRole('searchbox').fill('stack7/');
  equal(await page.locator('#matches').textContent(), '8 principals, 8 resources');
  await page.getByRole('searchbox').press('Enter');
  equal(await page.locator('#panel h3').textContent(), 'stack7/N56');
  await page.getByRole('button', { name: 'All', exact: true }).click();
  ok((await seen(page)).height > 10_000);
});
