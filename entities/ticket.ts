import { type Opt, type Rel } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Customer } from './customer.ts';
import { Seat } from './seat.ts';

/** The right to one seat, shown at the door as a token. Tokens are unique among the tickets not yet used. */
@Entity()
@Unique({ name: 'ticket_open_token_unique', properties: ['token'], where: { usedAt: null } })
@Unique({ name: 'ticket_open_seat_unique', properties: ['seat'], where: { usedAt: null } })
export class Ticket {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @ManyToOne(() => Seat, { deleteRule: 'cascade' })
  seat: Rel<Seat>;

  @ManyToOne(() => Customer, { index: true })
  holder: Rel<Customer>;

  @Property({ type: 'text' })
  token: string;

  @Property({ type: 'datetime', defaultRaw: 'now()' })
  readonly issuedAt!: Date & Opt;

  @Property({ type: 'datetime', nullable: true })
  usedAt: Date | null = null;

  constructor(seat: Rel<Seat>, holder: Rel<Customer>, token: string) {
    this.seat = seat;
    this.holder = holder;
    this.token = token;
  }
}
