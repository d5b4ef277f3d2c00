import { SelfsameError } from './selfsame-error.ts';

/** The installed MikroORM is not the release that this version of Selfsame was written for. */
export class MikroVersionError extends SelfsameError {
  readonly code = 'SELFSAME_MIKRO_VERSION';

  constructor(
    readonly packageName: string,
    readonly found: string,
    readonly expected: string,
  ) {
    super(
      `${packageName} is installed as ${found}, but this version of Selfsame works with ${expected} alone, because it builds on ` +
        `what lies behind MikroORM's interface. Run: npm install --save-exact ${packageName}@${expected}`,
    );
  }
}

/** Something inside MikroORM that Selfsame overrides is not there, or is not what it was. */
export class MikroShapeError extends SelfsameError {
  readonly code = 'SELFSAME_MIKRO_SHAPE';

  constructor(
    /** For example `EntityManager.prototype.getContext`. */
    readonly target: string,
    readonly expected: string,
  ) {
    super(
      `${target} is not ${expected}, so Selfsame cannot keep its promises on this MikroORM. ` +
        `Something replaced it, or the package was modified: reinstall with npm ci, and remove what patches MikroORM.`,
    );
  }
}

/** The configuration names a driver or an entity manager that bypasses Selfsame's own. */
export class BypassedError extends SelfsameError {
  readonly code = 'SELFSAME_BYPASSED';

  constructor(
    readonly option: 'driver' | 'entityManager',
    readonly given: string,
    readonly expected: string,
  ) {
    super(
      `The configuration's ${option} is ${given}, which does not extend Selfsame's ${expected}, so its objects would not be kept true. ` +
        `Leave the option out, or write: class ${given} extends ${expected}, with ${expected} imported from 'selfsame'.`,
    );
  }
}

/** A version property is not stored as an integer, so it cannot count versions. */
export class VersionColumnError extends SelfsameError {
  readonly code = 'SELFSAME_VERSION_COLUMN';

  constructor(
    readonly entity: string,
    readonly property: string,
    readonly columnType: string,
  ) {
    super(
      `${entity}.${property} is the version of its row, but its column is ${columnType}. A version is an integer that only grows. ` +
        `Write: @Property({ type: 'integer', version: true }) readonly ${property}!: number & Opt`,
    );
  }
}

/** A relation is declared in a way that works in a test runner and fails once the code is built. */
export class RelationTypeError extends SelfsameError {
  readonly code = 'SELFSAME_RELATION_TYPE';

  constructor(
    readonly entity: string,
    readonly property: string,
    readonly target: string,
  ) {
    super(
      `${entity}.${property} is declared as ${target}, and ${target} leads back to ${entity}: once built, one of the two files reads ` +
        `the other's class before it exists ("Cannot access '${target}' before initialization"), depending on which is imported first. ` +
        `Write: ${property}: Rel<${target}>, or Ref<${target}>, with the type imported from 'selfsame'.`,
    );
  }
}
