import { OptimisticLockError } from '@mikro-orm/postgresql';

/** What happened to a row since this unit read it: another one changed it, or deleted it. */
export type ConflictKind = 'changed' | 'deleted';

/** One field of a conflict, in the application's form; a relation is given as its key. */
export interface FieldConflict {
  /** As this unit loaded it. */
  readonly base: unknown;
  /** As this unit wants to store it. */
  readonly mine: unknown;
  /** As it is stored now; undefined when the row is gone. */
  readonly theirs: unknown;
  /** Both sides changed it, to different values. */
  readonly clashes: boolean;
}

/** One row that a flush could not write because it is no longer what the unit loaded. */
export interface Conflict {
  /** The unit's object, with its edits. */
  readonly entity: object;
  readonly entityName: string;
  /** The primary key that the row was loaded with: a value, or an object of values for a composite key. */
  readonly key: unknown;
  readonly kind: ConflictKind;
  /** The fields that either side changed, by property name. */
  readonly fields: Readonly<Record<string, FieldConflict>>;
}

/**
 * Rows that a flush wanted to write were changed or deleted since the unit loaded them.
 *
 * One error for the whole flush: `conflicts` names every such row. Nothing of the flush is stored, and the
 * objects still have their edits. What is stored now was read after the rollback, in a fresh snapshot where
 * the transaction around the flush allows it.
 *
 * MikroORM's `OptimisticLockError` is its base class, so that code that catches that one goes on working;
 * `getEntity()` answers the first of the objects.
 *
 * @example
 * const film = await em.findOneOrFail(Film, { title: 'Alien' });
 * await orm.em.fork().nativeUpdate(Film, film.id, { title: 'Alien³' });
 * film.title = 'Aliens';
 * const refused = await em.flush().then(() => undefined, (error: ConflictError) => error);
 * console.assert(refused?.conflicts[0]?.kind === 'changed' && refused.conflicts[0].fields['title']?.theirs === 'Alien³');
 * // select … from "film" …
 * // update "film" set "title" = 'Alien³', … where "id" = 1 …
 * // begin; update "film" set "title" = 'Aliens', … where "id" = 1 and "version" = 1 returning …; rollback
 * // select … from "film" … where … in (1)
 */
export class ConflictError extends OptimisticLockError {
  readonly code = 'SELFSAME_CONFLICT';

  constructor(
    readonly conflicts: readonly Conflict[],
    options?: { readonly cause?: unknown },
  ) {
    super(messageOf(conflicts), conflicts[0]?.entity);
    if (options && 'cause' in options) this.cause = options.cause;
  }
}

function messageOf(conflicts: readonly Conflict[]): string {
  const named = conflicts.slice(0, 3).map(({ entityName, kind }) => `${entityName} (${kind})`);
  const more = conflicts.length > named.length ? ` and ${conflicts.length - named.length} more` : '';
  return (
    `Nothing was stored: ${conflicts.length === 1 ? 'a row is' : `${conflicts.length} rows are`} no longer as this unit of work ` +
    `loaded them: ${named.join(', ')}${more}. See error.conflicts for each row; refresh the objects and decide again, or do the ` +
    `whole operation again in a new unit.`
  );
}
