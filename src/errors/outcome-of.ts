export type Outcome = 'rolled back' | 'lock timeout' | 'connection lost' | 'unknown' | 'failed';

/** Placeholder. */
export function outcomeOf(error: unknown): Outcome {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at ? at.code : undefined;
    if (code === '40001' || code === '40P01') return 'rolled back';
    if (code === '55P03') return 'lock timeout';
  }
  return 'failed';
}
