import process from 'node:process';
import type { RaceProgress } from '../options.ts';
import { shortened } from './shown-value.ts';
import { count } from './verdict.ts';

/** Where a progress line goes: `process.stderr`, or anything that can be written to. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Takes each progress of a search; `end` takes the line away again. */
export interface ProgressLine {
  (progress: RaceProgress): void;
  end(): void;
}

const REWRITTEN_EVERY = 100;
const PRINTED_EVERY = 10_000;
const CLEAR = '\r\u001B[2K';

/**
 * Shows how far a long search has come: on a terminal in one line that is rewritten ten times a second, elsewhere
 * in a line every ten seconds, so that a log of a short search stays empty.
 *
 * @example
 * const line = progressLine(process.stderr);
 * line({ isolation: 'read committed', schedules: 120, failing: 0, took: 1_800 });
 * line.end();
 */
export function progressLine(stream: ProgressStream = process.stderr): ProgressLine {
  const every = stream.isTTY ? REWRITTEN_EVERY : PRINTED_EVERY;
  let next = 0;
  let isShown = false;
  let level: string | undefined;
  const show = (progress: RaceProgress) => {
    // Each level counts its time from its own beginning.
    if (progress.isolation !== level) next = stream.isTTY ? 0 : every;
    level = progress.isolation;
    if (progress.took < next) return;
    next = progress.took + every;
    isShown = true;
    const text = shortened(textOf(progress), (stream.columns ?? 80) - 1);
    stream.write(stream.isTTY ? `${CLEAR}${text}` : `${text}\n`);
  };
  const end = () => {
    if (isShown && stream.isTTY) stream.write(CLEAR);
    isShown = false;
  };
  return Object.assign(show, { end });
}

function textOf({ isolation, schedules, failing, took }: RaceProgress): string {
  const rate = Math.round((schedules * 1000) / Math.max(1, took));
  return `race at ${isolation}: ${count(schedules, 'schedule')}, ${failing} failing, ${(took / 1000).toFixed(1)} s, ${rate}/s`;
}
