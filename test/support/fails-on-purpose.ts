import { expect, test } from 'vitest';

test('a test that fails makes the run fail', () => {
  expect('a failing run').toBe('a passing run');
});
