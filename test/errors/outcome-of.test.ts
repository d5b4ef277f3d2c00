import { describe, expect, test } from 'vitest';
import {
  BrokenTransactionError,
  CommitUnknownError,
  ConnectionLostError,
  DeadlockError,
  LockTimeoutError,
  outcomeOf,
  PoolExhaustedError,
  RolledBackError,
  SerializationFailureError,
  StatementTimeoutError,
} from '../../src/index.ts';

const raw = (code: string) => Object.assign(new Error(`raw ${code}`), { code, severity: 'ERROR' });
const lost = new ConnectionLostError(new Error('Connection terminated unexpectedly'));

describe('the outcome of an error, also of one that it caused', () => {
  test.each([
    ['rolled back', new SerializationFailureError(raw('40001'))],
    ['rolled back', new DeadlockError(raw('40P01'))],
    ['lock timeout', new LockTimeoutError(raw('55P03'))],
    ['connection lost', lost],
    ['unknown', new CommitUnknownError(lost, '742')],
    ['failed', new StatementTimeoutError(raw('57014'))],
    ['failed', new PoolExhaustedError(new Error('timeout exceeded when trying to connect'))],
    ['failed', new Error('no seat is free')],
  ])('%s: %s', (outcome, error) => {
    expect(outcomeOf(error)).toBe(outcome);
    expect(outcomeOf(new Error('the booking failed', { cause: error }))).toBe(outcome);
    expect(outcomeOf(new RolledBackError(error))).toBe(outcome);
    expect(outcomeOf(new RolledBackError(new BrokenTransactionError(error)))).toBe(outcome);
  });

  test('what is no error has failed, and so has one that caused itself', () => {
    const circle = new Error('round');
    circle.cause = circle;

    expect([outcomeOf(undefined), outcomeOf('40001'), outcomeOf(circle)]).toEqual(Array(3).fill('failed'));
  });
});
