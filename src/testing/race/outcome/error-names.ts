/** Errors that only say: not now, try again. */
const RETRYABLE = ['40001', '40P01', '55P03', 'OptimisticLockError'];

export function isRetryable(error: unknown): boolean {
  return namesOf(error).some(name => RETRYABLE.includes(name));
}

/** The SQLSTATE of `error`, or its own code or name. */
export function endedWith(error: unknown): string {
  return namesOf(error)[0] ?? typeof error;
}

/** Every name that `allow` may know an error by, its SQLSTATE first; also those of the classes that it extends. */
export function namesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const state = code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? [code] : [];
  return [...state, error.name, ...(code === undefined ? [] : [code]), ...classesOf(error)];
}

function classesOf(error: Error): string[] {
  const names: string[] = [];
  let prototype: unknown = Object.getPrototypeOf(error);
  while (prototype instanceof Error && prototype !== Error.prototype) {
    names.push(prototype.constructor.name);
    prototype = Object.getPrototypeOf(prototype);
  }
  return names;
}
