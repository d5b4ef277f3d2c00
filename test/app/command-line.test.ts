import { expect, test } from 'vitest';
import { byWorkers } from '../../app/by-workers.ts';
import { centsOf, money } from '../../app/money.ts';
import { readOptions, UsageError } from '../../app/options.ts';
import { ProgressBar } from '../../app/progress-bar.ts';

const never = new AbortController().signal;

test('options have defaults', () => {
  expect(readOptions([], {})).toEqual({ fresh: false, yes: false, port: 3000 });
  expect(readOptions(['--fresh', '--yes'], { PORT: '0' })).toEqual({ fresh: true, yes: true, port: 0 });
});

test.each([['--frsh'], ['x'], ['--fresh=no'], ['--port']])('%s is no option', argument => {
  expect(() => readOptions([argument], {})).toThrow(UsageError);
});

test.each(['x', '-1', '65536', '80.5', ' '])('%j is no port', PORT => {
  expect(() => readOptions([], { PORT })).toThrow(UsageError);
});

test('progress is a bar on a terminal, and one line elsewhere', () => {
  const written = (isTTY: boolean) => {
    const lines: string[] = [];
    const write = (text: string) => lines.push(text) > 0;
    const bar = new ProgressBar('Films imported', 3201, { isTTY, write });
    bar.advance(1600);
    bar.advance(1601);
    bar.finish();
    return lines;
  };

  expect(written(false)).toEqual([expect.stringMatching(/^Films imported: 3,201 in \d+\.\d s\n$/)]);
  expect(written(true)).toEqual([
    '\rFilms imported ░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 3,201',
    '\rFilms imported ████████████░░░░░░░░░░░░ 1,600 of 3,201',
    '\rFilms imported ████████████████████████ 3,201 of 3,201',
    '\r\u001b[K',
    expect.stringMatching(/^Films imported: 3,201 in/),
  ]);
});

test('workers share the items between them', async () => {
  const done: number[] = [];
  const items = Array.from({ length: 10 }, (_, index) => index);

  await byWorkers(3, items, async item => void done.push(item), never);

  expect(done.toSorted((a, b) => a - b)).toEqual(items);
});

test('after a failure workers finish what they are at and take nothing more', async () => {
  const done: number[] = [];
  const work = async (item: number) => {
    await new Promise(resolve => setTimeout(resolve, item === 0 ? 5 : 20));
    if (item === 0) throw new Error('broken');
    done.push(item);
  };

  await expect(byWorkers(2, [0, 1, 2, 3], work, never)).rejects.toThrow('broken');
  expect(done).toEqual([1]);
});

test('amounts are cents inside and euros outside', () => {
  expect([money(950), money(0), money(123_456)]).toEqual(['€9.50', '€0.00', '€1,234.56']);
  expect(['9.50', '9.5', '9', '0.05', '1234.56'].map(centsOf)).toEqual([950, 950, 900, 5, 123_456]);
});
