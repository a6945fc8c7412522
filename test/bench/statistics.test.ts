import { equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { median, percentile } from '../../scripts/bench/statistics.ts';

const HUNDRED = Array.from({ length: 100 }, (_, index) => 100 - index);

test('the median is the middle figure, or the mean of both', () => {
  equal(median([7]), 7);
  equal(median([9, 1, 5]), 5);
  equal(median([4, 1, 10, 2]), 3);
  equal(median(HUNDRED), 50.5);
});

test('a percentile is a figure that was measured', () => {
  equal(percentile([7], 99), 7);
  equal(percentile(HUNDRED, 99), 99);
  equal(percentile(HUNDRED, 100), 100);
  equal(percentile([...HUNDRED, 1000], 99), 100);
  equal(percentile([3, 1, 2], 50), 2);
});

test('figures are compared as numbers and left as they are', () => {
  const figures = [10, 9, 100];
  equal(median(figures), 10);
  equal(figures.join(), '10,9,100');
});

test('without figures there is none', () => {
  throws(() => median([]), /there are no figures/);
  throws(() => percentile([], 99), /there are no figures/);
});
