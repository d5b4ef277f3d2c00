import { expect, test } from 'vitest';
import { newToken } from '../../domain/new-token.ts';

test('a token is eight characters that nobody mistakes for another', () => {
  for (let i = 0; i < 100; i++) expect(newToken()).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
});

test('two tokens differ', () => {
  expect(newToken()).not.toBe(newToken());
});
