/** Errors that only say: not now, try again. */
const RETRYABLE = ['40001', '40P01', '55P03', 'OptimisticLockError'];

export function isRetryable(error: unknown): boolean {
  return namesOf(error).some(name => RETRYABLE.includes(name));
}

/** The SQLSTATE of `error`, or its own code or name. */
export function endedWith(error: unknown): string {
  return namesOf(error)[0] ?? typeof error;
}

/** Every name that `allow` may know an error by, its SQLSTATE first. */
export function namesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const state = code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? [code] : [];
  return [...state, error.name, ...(code === undefined ? [] : [code])];
}
