import { helper, isRaw } from '@mikro-orm/postgresql';
import { after, buildOf } from '../computed/assigned.ts';
import { isExpression } from '../computed/expression.ts';
import { type ChangeSet, type Data, type Meta } from '../parts/internals.ts';
import { type UnitOfWork } from '../parts/unit-of-work.ts';
import { baseVersionOf, parkTheirs, setBaseVersion, theirsOf } from '../state/base.ts';
import { isTouch } from './touched.ts';
import { quietly } from '../state/quietly.ts';
import { rememberFor } from '../state/remember.ts';
import { leaveUnit, stateOf, stateOfObject } from '../state/unit-state.ts';

/** What a flush is about to write into the objects that it stores, as it was before, so that a flush that fails leaves no trace. */
export class FlushMemory {
  readonly #restore: (() => void)[] = [];
  readonly #remembered = new Set<ChangeSet>();

  constructor(uow: UnitOfWork) {
    this.include(uow);
    for (const [object, names, values] of uow.getExtraUpdates()) {
      const given = new Map([names].flat().map((name, index) => [name, [values].flat()[index]]));
      this.#restore.push(() => given.forEach((value, name) => Reflect.set(object, name, value)));
    }
  }

  /** Remembers the objects of changes that were added since. */
  include(uow: UnitOfWork): void {
    for (const changeSet of uow.getChangeSets())
      if (!this.#remembered.has(changeSet)) this.#remember(uow, changeSet);
  }

  restore(): void {
    quietly(() => this.#restore.splice(0).forEach(restore => restore()));
  }

  #remember(uow: UnitOfWork, changeSet: ChangeSet): void {
    this.#remembered.add(changeSet);
    const object: object = changeSet.entity;
    rememberFor(uow.em, object);
    const wrapped = helper(object);
    const { __managed, __initialized, __identifier, __pk, __schema, __em } = wrapped;
    const __loadedProperties = new Set(wrapped.__loadedProperties);
    const base = wrapped.__originalEntityData && { ...wrapped.__originalEntityData };
    const version = baseVersionOf(object);
    const theirs = theirsOf(object);
    const values = quietly(() =>
      namesWritten(changeSet).map(
        name => [name, Object.hasOwn(object, name), Reflect.get(object, name)] as const,
      ),
    );
    const member = stateOfObject(object) !== undefined;

    this.#restore.push(() => {
      if (!__managed && wrapped.__managed && !hadKey(changeSet.meta, values))
        uow.getIdentityMap().delete(object);
      Object.assign(wrapped, {
        __managed,
        __initialized,
        __identifier,
        __pk,
        __schema,
        __em,
        __loadedProperties,
        __originalEntityData: base,
      });
      for (const [name, present, value] of values)
        restoreValue(object, name, present, withLater(value, Reflect.get(object, name)));
      setBaseVersion(object, version);
      if (theirs !== undefined) parkTheirs(object, theirs);
      if (!member) leaveUnit(object);
      changeSet.persisted = false;
    });
    if (member) this.#restore.push(() => uow.suspect(object));
    if (isTouch(changeSet)) this.#restore.push(() => stateOf(uow.em).touched.add(object));
  }
}

/** The properties that the database may compute for a change. */
function namesWritten({ meta, payload }: ChangeSet): string[] {
  const computed = (meta as Meta).props.filter(
    prop =>
      prop.primary ||
      prop.version ||
      prop.generated ||
      prop.autoincrement ||
      prop.defaultRaw ||
      prop.returning,
  );
  const fragments = Object.keys(payload as Data).filter(name => isRaw((payload as Data)[name]));
  return [...computed.map(({ name }) => name), ...fragments];
}

/** An expression that was assigned while the flush ran goes on from the one that was not stored. */
function withLater(before: unknown, now: unknown): unknown {
  return isRaw(before) && isExpression(now) && now !== before ? after(buildOf(before), now) : before;
}

function hadKey(meta: Meta, values: readonly (readonly [string, boolean, unknown])[]): boolean {
  return values.every(([name, , value]) => !meta.primaryKeys.includes(name) || value !== undefined);
}

function restoreValue(object: object, name: string, present: boolean, value: unknown): void {
  if (present || value !== undefined) Reflect.set(object, name, value);
  else {
    Reflect.deleteProperty(object, name);
    delete helper(object).__data[name];
  }
}
