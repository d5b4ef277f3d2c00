import { GlobalManagerError } from '../errors/global-manager-error.ts';
import { entryPoint } from '../mikro/entry-point.ts';

/** What is asked of a manager here. */
interface Resolved {
  readonly global: boolean;
  readonly config: { get(key: 'allowGlobalContext'): boolean };
}

/** Throws GlobalManagerError when `em` is the global manager, unless the configuration allows its use. */
export function requireUnit(em: Resolved): void {
  if (!em.global || em.config.get('allowGlobalContext')) return;
  const { method, calledAt } = entryPoint();
  throw new GlobalManagerError(method, calledAt);
}
