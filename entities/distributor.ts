import { Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';

/** A company that brings films to cinemas. Two names that differ only in case are one distributor. */
@Entity()
@Unique({
  name: 'distributor_name_unique',
  expression: 'create unique index "distributor_name_unique" on "distributor" (lower("name"))',
})
export class Distributor {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}
