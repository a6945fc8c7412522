import { test } from 'node:test';
import { launchBrowser, withoutBrowser } from './browser.ts';
import { GUARDED } from './end-to-end/guarded.ts';
import { started } from './end-to-end/place.ts';
import { SIGN_OUT, USING } from './end-to-end/using.ts';
import { type Visit, visitor } from './end-to-end/visit.ts';

// What a person does after `npm start`, with the real parts: CloudFront, API Gateway, Cognito, Lambda, DynamoDB, S3, SES.

test('the students’ site in a browser', { skip: withoutBrowser, timeout: 180_000 }, async (t) => {
  const place = await started(t);
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const visit: Visit = { place, browser, ...(await visitor(browser)) };
  for (const [title, take] of [...USING, ...GUARDED, SIGN_OUT]) await t.test(title, () => take(visit));
});
