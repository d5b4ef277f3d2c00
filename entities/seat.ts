import { type Opt, type Rel } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Customer } from './customer.ts';
import { RuleError } from './rule-error.ts';
import { Show } from './show.ts';

/** The seat belongs to another customer. */
export class SeatTakenError extends RuleError {
  constructor(readonly seat: number) {
    super(`Seat ${seat} is taken. Choose another one.`);
  }
}

/** The seat is not held by the customer who wants to give it up. */
export class NotYourSeatError extends RuleError {
  constructor(readonly seat: number) {
    super(`Seat ${seat} is not held by this customer, so it cannot be moved or given away.`);
  }
}

/** One numbered place in one show. Free until a customer holds it. Money is in cents. */
@Entity()
@Unique({ properties: ['show', 'number'] })
@Check({ name: 'seat_number_check', expression: '"number" > 0' })
@Check({ name: 'seat_list_price_check', expression: '"list_price" >= 0' })
@Check({ name: 'seat_price_check', expression: '"price" >= 0' })
export class Seat {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @ManyToOne(() => Show, { deleteRule: 'cascade' })
  readonly show: Rel<Show>;

  @Property({ type: 'integer' })
  readonly number: number;

  @Property({ type: 'text' })
  readonly row: string;

  @Property({ type: 'integer' })
  listPrice: number;

  @Property({ type: 'integer' })
  price: number;

  @ManyToOne(() => Customer, { nullable: true, index: true, deleteRule: 'restrict' })
  holder: Rel<Customer> | null = null;

  constructor(show: Rel<Show>, number: number, row: string, listPrice: number) {
    this.show = show;
    this.number = number;
    this.row = row;
    this.listPrice = listPrice;
    this.price = listPrice;
  }

  /** Gives the seat to `customer`; false when the customer already holds it. */
  assignTo(customer: Customer): boolean {
    if (this.holder === customer) return false;
    if (this.holder) throw new SeatTakenError(this.number);
    this.holder = customer;
    return true;
  }

  /** Fails unless `customer` holds the seat. */
  requireHeldBy(customer: Customer): void {
    if (this.holder !== customer) throw new NotYourSeatError(this.number);
  }

  /** Makes the seat free again, at its list price; only the customer who holds it can. */
  release(customer: Customer): void {
    this.requireHeldBy(customer);
    this.holder = null;
    this.price = this.listPrice;
  }

  /** Passes the seat from the customer who holds it to another, who keeps its price. */
  handOver(from: Customer, to: Customer): void {
    this.requireHeldBy(from);
    this.holder = to;
  }
}
