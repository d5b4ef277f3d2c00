import { ManyToMany, ManyToOne, PrimaryKey, Property, Entity } from '@mikro-orm/decorators/legacy';
import { Collection, type Opt, type Rel } from '../../../src/index.ts';

// Tables of which one statement cannot tell what has become of the rows.

/** Two classes that take each other along. */
@Entity()
export class Left {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @ManyToOne({ entity: () => Right, nullable: true, deleteRule: 'cascade' })
  right: Rel<Right> | null = null;
}

@Entity()
export class Right {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @ManyToOne({ entity: () => Left, nullable: true, deleteRule: 'cascade' })
  left: Rel<Left> | null;

  constructor(left: Rel<Left> | null) {
    this.left = left;
  }
}

/** Courses and pupils with a class of its own between them. */
@Entity()
export class Course {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @ManyToMany({ entity: () => Pupil, pivotEntity: () => Seating, owner: true })
  readonly pupils = new Collection<Pupil>(this);
}

@Entity()
export class Pupil {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @ManyToMany({ entity: () => Course, mappedBy: 'pupils' })
  readonly courses = new Collection<Course>(this);
}

@Entity()
export class Seating {
  @ManyToOne({ entity: () => Course, primary: true })
  course: Rel<Course>;

  @ManyToOne({ entity: () => Pupil, primary: true })
  pupil: Rel<Pupil>;

  @Property({ type: 'integer' })
  row: number & Opt = 1;

  constructor(course: Rel<Course>, pupil: Rel<Pupil>) {
    this.course = course;
    this.pupil = pupil;
  }
}

/** Two classes in two tables. */
@Entity({ inheritance: 'tpt' })
export class Vehicle {
  @PrimaryKey({ type: 'integer' })
  readonly id!: number;

  @Property({ type: 'text' })
  name = 'a';
}

@Entity()
export class Truck extends Vehicle {
  @Property({ type: 'integer' })
  load = 1;
}
