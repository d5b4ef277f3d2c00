/**
 * Returns a back-off with full jitter: for attempt 1, 2, 3… a random time below `base`, twice as much, four times as much…,
 * never more than `cap` milliseconds. What failed together comes again at different times.
 */
export function fullJitter(base: number, cap: number): (attempt: number) => number {
  return attempt => Math.random() * Math.min(cap, base * 2 ** (attempt - 1));
}
