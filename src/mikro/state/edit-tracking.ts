import {
  type EntityMetadata,
  type EntityProperty,
  helper,
  type MetadataStorage,
  Reference,
  ReferenceKind,
  Utils,
} from '@mikro-orm/postgresql';
import { assignedAfter, requireValue } from '../computed/assigned.ts';
import { accessorsOf, hasAccessors, noteAccessors } from '../memory/tracked-accessors.ts';
import { setRelation } from '../members/set-relation.ts';
import { truthful } from '../members/truthful-collection.ts';
import { isQuiet, quietly } from './quietly.ts';
import { remember, rememberWrite } from './remember.ts';
import { stateOfObject } from './unit-state.ts';

/** Notes that `object` was written to. */
export function noteWrite(object: object): void {
  if (isQuiet()) return;
  const state = stateOfObject(object);
  if (state) (state.departed.has(object) ? state.orphans : state.written).add(object);
}

/** Notes that `object` handed out `value`, if that can be changed without the object hearing of it. */
function noteExposure(object: object, value: unknown): void {
  if (typeof value !== 'object' || value === null || Utils.isEntity(value)) return;
  // The ORM changes collections in place as well.
  if (isQuiet() && !Utils.isCollection(value)) return;
  remember(object);
  if (isQuiet()) return;
  const state = stateOfObject(object);
  if (state) (state.departed.has(object) ? state.orphans : state.exposed).add(object);
}

const tracked = Symbol('selfsame.tracked');

/** Whether the properties of `object` are known to be accessors. */
export function isTracked(object: object): boolean {
  return tracked in helper(object);
}

function markTracked(object: object): void {
  (helper(object) as { [tracked]?: true })[tracked] = true;
}

let constructing = true;

/** Makes an object by `make`. Without its constructor each of its properties becomes an accessor when it is first set. */
export function making<T>(constructed: boolean, make: () => T): T {
  const outer = constructing;
  constructing = constructed;
  try {
    return make();
  } finally {
    constructing = outer;
  }
}

const hiding = new WeakSet<EntityMetadata>();

/** Whether the application keeps some of the stored values of `object` itself, so that only a comparison tells what was written. */
export function hidesWrites(object: object): boolean {
  return hiding.has(helper(object).__meta);
}

/** Whether it does so for some class of the hierarchy of `root`. */
export function hidesWritesOf(root: EntityMetadata, metadata: Iterable<EntityMetadata>): boolean {
  return [...metadata].some(meta => meta.root === root && hiding.has(meta));
}

/**
 * Makes the mapped properties of every entity accessors that note writes and what they hand out. One
 * accessor per property serves all objects of a class; MikroORM's own makes one per object. They stay
 * enumerable properties of the object itself.
 */
export function trackEdits(metadata: MetadataStorage): void {
  for (const meta of metadata) {
    // Discovery may leave a second metadata object on the prototype; objects are made by that one.
    const onPrototype = (meta.prototype as { __meta?: EntityMetadata } | undefined)?.__meta;
    for (const own of new Set([meta, onPrototype ?? meta])) trackClass(own);
  }
}

function trackClass(meta: EntityMetadata): void {
  if (meta.embeddable || meta.virtual || hasAccessors(meta)) return;
  const own = new Map<string, PropertyDescriptor>();
  for (const prop of meta.props) {
    if (!noticesWrites(prop)) {
      if (prop.persist !== false && prop.embedded === undefined) hiding.add(meta);
      continue;
    }
    const descriptor = accessorOf(prop, meta.definedProperties[prop.name]);
    own.set(prop.name, descriptor);
    if (meta.definedProperties[prop.name]) meta.definedProperties[prop.name] = descriptor;
    if (!prop.inherited) installOnFirstWrite(meta.prototype, prop.name, descriptor);
  }
  noteAccessors(meta, own);
  inspectQuietly(meta.prototype);
}

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** Who only looks at an object, as a debugger does, is shown what it has. */
function inspectQuietly(prototype: { [inspect]?: (...args: unknown[]) => unknown }): void {
  const shown = prototype[inspect];
  if (!shown) return;
  prototype[inspect] = function (this: object, ...args) {
    return quietly(() => shown.apply(this, args));
  };
}

/** Not properties that are declared as accessors, whose storage is the application's. */
function noticesWrites(prop: EntityProperty): boolean {
  if (prop.kind === ReferenceKind.ONE_TO_MANY || prop.kind === ReferenceKind.MANY_TO_MANY) return true;
  const applicationsOwn = prop.accessor ?? prop.getter ?? prop.setter;
  return !applicationsOwn && prop.embedded === undefined && prop.persist !== false;
}

interface Accessor extends PropertyDescriptor {
  set(this: object, value: unknown): void;
}

function accessorOf(prop: EntityProperty, relation: PropertyDescriptor | undefined): Accessor {
  const { name } = prop;
  return {
    get(this: object) {
      const value: unknown = helper(this).__data[name];
      if (typeof value !== 'object' || value === null) return value;
      if (!isQuiet()) requireValue(this, name, value);
      noteExposure(this, value);
      return value;
    },
    set(this: object, given: unknown) {
      const { __data: data } = helper(this);
      const before: unknown = data[name];
      const value = isQuiet() ? given : assignedAfter(this, name, before, given);
      if (before !== value) rememberSides(this, relation, before, value);
      if (Utils.isCollection(value)) truthful(value);
      if (relation?.set) setRelation(this, prop, value, one => relation.set?.call(this, one));
      else data[name] = value;
      if (before !== value) noteWrite(this);
    },
    enumerable: true,
    configurable: true,
  };
}

/** MikroORM changes the other sides of a relation along with it. */
function rememberSides(
  object: object,
  relation: PropertyDescriptor | undefined,
  before: unknown,
  value: unknown,
): void {
  if (isQuiet()) remember(object);
  else rememberWrite(object);
  if (!relation) return;
  for (const side of [before, value])
    if (Utils.isEntity<object>(side, true)) rememberOneToOnes(Reference.unwrapReference(side));
}

function rememberOneToOnes(object: object): void {
  const { __meta: meta, __data: data } = helper(object);
  remember(object);
  for (const { kind, name } of meta.bidirectionalRelations) {
    const other: unknown = kind === ReferenceKind.ONE_TO_ONE ? data[name] : undefined;
    if (Utils.isEntity<object>(other, true)) remember(Reference.unwrapReference(other));
  }
}

function installOnFirstWrite(prototype: object, name: string, descriptor: Accessor): void {
  Object.defineProperty(prototype, name, {
    set(this: object, value: unknown) {
      if (this === prototype) return;
      remember(this);
      Object.defineProperty(this, name, descriptor);
      descriptor.set.call(this, value);
    },
    configurable: true,
  });
}

/** Gives an object whose constructor defined its properties the accessors that loaded objects have. */
export function trackObject(object: object): void {
  const own = accessorsOf(object);
  if (!own) return;
  markTracked(object);
  if (!constructing) return;
  quietly(() => {
    for (const [name, descriptor] of own) {
      const present = Object.getOwnPropertyDescriptor(object, name);
      if (!present || !('value' in present)) continue;
      Object.defineProperty(object, name, descriptor);
      helper(object).__data[name] = present.value;
      if (Utils.isCollection(present.value)) truthful(present.value);
    }
  });
}
