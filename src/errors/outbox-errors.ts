import { SelfsameError } from './selfsame-error.ts';

/** The configuration has no table for events. */
export class NoOutboxError extends SelfsameError {
  readonly code = 'SELFSAME_NO_OUTBOX';

  constructor() {
    super(
      `OutboxEvent is no entity of this ORM, so there is no table that an event could be stored in. ` +
        `Import OutboxEvent from 'selfsame', add it to the configuration's entities, and create a migration.`,
    );
  }
}

/** An event would not be delivered as it was published. */
export class UnstorableEventError extends SelfsameError {
  readonly code = 'SELFSAME_UNSTORABLE_EVENT';

  constructor(
    /** Where in the event, for example `payload.seats.0`. */
    readonly path: string,
    /** What is there, for example `a Date`. */
    readonly found: string,
  ) {
    super(
      `Cannot publish the event: ${path} is ${found}, which would not be delivered as it is. ` +
        `An event has a type that is not empty, and a payload of what JSON and PostgreSQL can hold: ` +
        `plain objects, arrays, well-formed strings without NUL, finite numbers, booleans and null.`,
    );
  }
}

/** A relay of events was asked for with an option that it cannot work with. */
export class RelayOptionError extends SelfsameError {
  readonly code = 'SELFSAME_RELAY_OPTION';

  constructor(
    readonly option: string,
    readonly expected: string,
  ) {
    super(`Cannot relay events: ${option} is not ${expected}. Correct it, or leave it out.`);
  }
}
