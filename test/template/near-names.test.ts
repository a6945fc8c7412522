import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean, nearNames } from '../../scripts/template/near-names.ts';

test('closest names first, whatever their case', () => {
  assert.deepEqual(nearNames('labbucket', ['LabBuckets', 'LabBucket', 'Topic']), ['LabBucket', 'LabBuckets']);
  assert.deepEqual(nearNames('lba', ['lab']), []);
  assert.deepEqual(nearNames('region', ['regions', 'reason', 'prefix', 'regio', 'origin']), [
    'regio',
    'regions',
    'reason',
  ]);
});

test('says what there is when nothing is close', () => {
  assert.equal(didYouMean('labs', ['lab', 'site']), '; did you mean lab?');
  assert.equal(didYouMean('zzzz', ['site', 'lab']), '; there is lab, site');
  assert.equal(didYouMean('zzzz', []), '; there is none');
  assert.match(
    didYouMean(
      'zzzz',
      Array.from({ length: 11 }, (_, index) => `stack-${index}`),
    ),
    /, …$/,
  );
});
