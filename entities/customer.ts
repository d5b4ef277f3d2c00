import { type Opt } from '@mikro-orm/core';
import { Check, Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { RuleError } from './rule-error.ts';

/** The customer's credit does not cover the amount. */
export class NotEnoughCreditError extends RuleError {
  constructor(readonly missing: number) {
    super(`The credit is ${missing} cents short. Choose a cheaper seat, or pay in first.`);
  }
}

/** Someone who books seats, known by an e-mail address in lower case. Money is in cents. */
@Entity()
@Check({ name: 'customer_email_check', expression: '"email" = lower("email")' })
@Check({ name: 'customer_credit_check', expression: '"credit" >= 0' })
export class Customer {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Unique()
  @Property({ type: 'text' })
  readonly email: string;

  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'integer', default: 0 })
  credit: number & Opt = 0;

  constructor(email: string, name: string) {
    this.email = email.toLowerCase();
    this.name = name;
  }

  /** Adds `amount` to the credit; a negative amount is paid from it. */
  settle(amount: number): void {
    if (this.credit + amount < 0) throw new NotEnoughCreditError(-(this.credit + amount));
    this.credit += amount;
  }
}
