import { type Rel } from '@mikro-orm/core';
import { Entity, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Film } from './film.ts';

/** That a film is liked in a browsing session: once, however often the button is pressed. */
@Entity()
@Unique({ properties: ['film', 'session'] })
export class FilmLike {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @ManyToOne(() => Film, { deleteRule: 'cascade' })
  readonly film: Rel<Film>;

  @Property({ type: 'text' })
  readonly session: string;

  constructor(film: Rel<Film>, session: string) {
    this.film = film;
    this.session = session;
  }
}
