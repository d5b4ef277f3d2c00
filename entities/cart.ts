import { type Opt, type Rel } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Customer } from './customer.ts';

/** What one browsing session remembers. A session has one cart, however many tabs open it at once. */
@Entity()
export class Cart {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Unique()
  @Property({ type: 'text' })
  readonly session: string;

  @Property({ type: 'datetime', defaultRaw: 'now()' })
  readonly openedAt!: Date & Opt;

  /** The customer who last booked in this session. */
  @ManyToOne(() => Customer, { nullable: true, index: true })
  customer: Rel<Customer> | null = null;

  constructor(session: string) {
    this.session = session;
  }
}
