/** Something that the caller named does not exist. */
export abstract class NotFoundError extends Error {
  abstract readonly entity: string;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** No customer has this id. */
export class NoSuchCustomerError extends NotFoundError {
  readonly entity = 'Customer';

  constructor() {
    super(
      'There is no such customer: never registered, or merged into another. Look the customer up by e-mail.',
    );
  }
}

/** No film has this id. */
export class NoSuchFilmError extends NotFoundError {
  readonly entity = 'Film';

  constructor() {
    super('There is no such film. Choose one from the list of films.');
  }
}

/** The show has no seats with these numbers. */
export class NoSuchSeatError extends NotFoundError {
  readonly entity = 'Seat';

  constructor(readonly seats: readonly number[]) {
    super(`The show has no seat ${seats.join(', ')}. Choose from its seating plan.`);
  }
}

/** No show has this id. */
export class NoSuchShowError extends NotFoundError {
  readonly entity = 'Show';

  constructor() {
    super('There is no such show. Choose one from the programme.');
  }
}

/** No open ticket has this token. */
export class NoSuchTicketError extends NotFoundError {
  readonly entity = 'Ticket';

  constructor() {
    super(
      'No open ticket has this token: it was mistyped, used, or replaced by a new one. Ask for the current token.',
    );
  }
}
