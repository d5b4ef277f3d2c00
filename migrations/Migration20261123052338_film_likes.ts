import { Migration } from '@mikro-orm/migrations';

export class Migration20261123052338_film_likes extends Migration {
  override name = 'Migration20261123052338_film_likes';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "film_like" ("id" serial primary key, "film_id" int not null, "session" text not null);`,
    );
    this.addSql(
      `alter table "film_like" add constraint "film_like_film_id_session_unique" unique ("film_id", "session");`,
    );
    this.addSql(
      `alter table "film_like" add constraint "film_like_film_id_foreign" foreign key ("film_id") references "film" ("id") on delete cascade;`,
    );
    // The likes that were counted before, each of a session that nobody knows.
    this.addSql(
      `insert into "film_like" ("film_id", "session") select "id", 'unknown ' || "n" from "film", generate_series(1, "likes") as "n";`,
    );
  }
}
