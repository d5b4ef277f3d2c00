import { BypassedError } from '../errors/boot-errors.ts';

/** Throws BypassedError when the configuration gives `option` a class that does not extend Selfsame's `own`. */
export function requireOwnClass(option: 'driver' | 'entityManager', given: unknown, own: Function): void {
  if (given === undefined || given === own) return;
  const name = typeof given === 'function' ? given.name : typeof given;
  const isOwn = typeof given === 'function' && given.prototype instanceof own;
  if (!isOwn) throw new BypassedError(option, name, own.name);
}
