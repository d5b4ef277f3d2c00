import { Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';

/** Someone who directs films. Two names that differ only in case are one director. */
@Entity()
@Unique({
  name: 'director_name_unique',
  expression: 'create unique index "director_name_unique" on "director" (lower("name"))',
})
export class Director {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}
