import type { DatabaseAddress } from '../databases/database-address.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The template that `templateForRun` migrated. */
    selfsame: DatabaseAddress;
  }
}

export type { DatabaseAddress };
