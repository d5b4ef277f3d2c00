import { expect, test } from 'vitest';
import { Customer, NotEnoughCreditError, RuleError } from '../../entities/index.ts';

test('an e-mail address is kept in lower case', () => {
  expect(new Customer('Ada@Example.com', 'Ada').email).toBe('ada@example.com');
});

test('credit is added and spent', () => {
  const ada = new Customer('ada@example.com', 'Ada');

  ada.settle(500);
  ada.settle(-200);

  expect(ada.credit).toBe(300);
});

test('more than the credit is not spent', () => {
  const ada = new Customer('ada@example.com', 'Ada');
  ada.settle(300);

  expect(() => ada.settle(-500)).toThrow(new NotEnoughCreditError(200));

  expect(ada.credit).toBe(300);
});

test('a broken rule carries the name of its class', () => {
  expect(new NotEnoughCreditError(200)).toBeInstanceOf(RuleError);
  expect(new NotEnoughCreditError(200)).toMatchObject({ name: 'NotEnoughCreditError', missing: 200 });
});
