import { type Opt, type Rel } from '@mikro-orm/core';
import { Check, Entity, Enum, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Director } from './director.ts';
import { Distributor } from './distributor.ts';

/** What a board of film classification says about the audience. */
export const ratings = ['G', 'PG', 'PG-13', 'R', 'NC-17', 'Not Rated', 'Open'] as const;
export type Rating = (typeof ratings)[number];

/** What is known of a film when it is added. */
export interface FilmFacts {
  readonly title: string;
  /** The day of its release, as `yyyy-mm-dd`. */
  readonly releasedOn: string;
  readonly rating: Rating | null;
  /** Minutes. */
  readonly runningTime: number | null;
  readonly director: Rel<Director> | null;
  readonly distributor: Rel<Distributor> | null;
}

/** A film that the cinema can show. Films of one title differ in their day of release. */
@Entity()
@Unique({ properties: ['title', 'releasedOn'] })
@Check({ name: 'film_title_check', expression: `"title" <> ''` })
@Check({ name: 'film_running_time_check', expression: '"running_time" > 0' })
@Check({ name: 'film_likes_check', expression: '"likes" >= 0' })
export class Film {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'integer', version: true })
  readonly version!: number & Opt;

  @Property({ type: 'text' })
  title: string;

  @Property({ type: 'date' })
  releasedOn: string;

  @Enum({ items: () => [...ratings], type: 'text', nullable: true })
  rating: Rating | null;

  @Property({ type: 'integer', nullable: true })
  runningTime: number | null;

  /** How many likes of it are stored. */
  @Property({ type: 'integer', default: 0 })
  readonly likes: number & Opt = 0;

  @ManyToOne(() => Director, { nullable: true, index: true })
  director: Rel<Director> | null;

  @ManyToOne(() => Distributor, { nullable: true, index: true })
  distributor: Rel<Distributor> | null;

  constructor({ title, releasedOn, rating, runningTime, director, distributor }: FilmFacts) {
    this.title = title;
    this.releasedOn = releasedOn;
    this.rating = rating;
    this.runningTime = runningTime;
    this.director = director;
    this.distributor = distributor;
  }
}
