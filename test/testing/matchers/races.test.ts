import { AssertionError } from 'node:assert';
import { expect, test } from 'vitest';
import {
  assertFailsWith,
  assertProved,
  assertRaceFree,
} from '../../../src/testing/matchers/race-findings.ts';
import '../../../src/testing/vitest/index.ts';
import { lostUpdate, reportOf } from '../race/report/trace.ts';

const failing = reportOf(lostUpdate());
const covered = reportOf(undefined, { isolation: 'repeatable read' });
const bounded = reportOf(undefined, { verdict: 'not found', limit: 'budget' });

test('a failing schedule is neither race-free nor proved, and the message is the report', () => {
  expect(failing).not.toBeRaceFree();
  expect(failing).not.toBeProved();
  expect(() => assertRaceFree(failing)).toThrow(/^expected that no schedule fails\n4 schedules, 160 ms/);
  expect(() => assertProved(failing)).toThrow("replay: 'ada ada bob bob ada bob'");
});

test('a complete search without a failure is race-free and proved', () => {
  expect(covered).toBeRaceFree();
  expect(covered).toBeProved();
});

test('a search that ended early is race-free as far as it went, but not proved', () => {
  expect(bounded).toBeRaceFree();
  expect(bounded).not.toBeProved();
  expect(() => assertProved(bounded)).toThrow('but the search is not complete\n4 schedules');
});

test('of several levels, every one has to hold', () => {
  expect([covered, bounded]).toBeRaceFree();
  expect([covered, covered]).toBeProved();
  expect([covered, bounded]).not.toBeProved();
  expect([covered, failing]).not.toBeRaceFree();
  expect([]).not.toBeProved();
});

test('a known race is documented by its name, at one level at least', () => {
  expect(failing).toFailWith('P4');
  expect([covered, failing]).toFailWith('P4');
  expect(covered).not.toFailWith('P4');
  expect(() => assertFailsWith(failing, 'G2')).toThrow(
    'expected a failure with G2, but it fails with P4\n4 schedules',
  );
  expect(() => assertFailsWith(covered, 'G2')).toThrow('but nothing with a name was found');
});

test('a failed assertion is one that every test runner knows', () => {
  expect(() => assertRaceFree(failing)).toThrow(AssertionError);
});

test('a promise of a report, or anything else, is refused, also by not', () => {
  const notAwaited: unknown = Promise.resolve(covered);

  expect(() => expect(notAwaited).not.toBeProved()).toThrow('write expect(await race(orm, …))');
  expect(() => expect(undefined).toBeRaceFree()).toThrow(TypeError);
});
