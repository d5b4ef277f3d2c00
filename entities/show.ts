import { Collection, type Opt, type Rel } from '@mikro-orm/core';
import {
  Check,
  Entity,
  ManyToOne,
  OneToMany,
  PrimaryKey,
  Property,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { Film } from './film.ts';
import { Seat } from './seat.ts';

/** One screening of one film. Money is in cents. */
@Entity()
@Unique({ properties: ['film', 'startsAt'] })
@Check({ name: 'show_list_price_check', expression: '"list_price" >= 0' })
@Check({ name: 'show_seats_left_check', expression: '"seats_left" >= 0' })
export class Show {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @ManyToOne(() => Film)
  readonly film: Rel<Film>;

  @Property({ type: 'datetime' })
  startsAt: Date;

  @Property({ type: 'integer' })
  listPrice: number;

  @Property({ type: 'integer' })
  seatsLeft: number;

  @OneToMany(() => Seat, seat => seat.show, { orderBy: { number: 'asc' } })
  readonly seats = new Collection<Seat>(this);

  constructor(film: Rel<Film>, startsAt: Date, listPrice: number, seatsLeft: number) {
    this.film = film;
    this.startsAt = startsAt;
    this.listPrice = listPrice;
    this.seatsLeft = seatsLeft;
  }
}
