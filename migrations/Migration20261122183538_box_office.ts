import { Migration } from '@mikro-orm/migrations';

export class Migration20261122183538_box_office extends Migration {
  override name = 'Migration20261122183538_box_office';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "customer" ("id" serial primary key, "version" int not null default 1, "email" text not null, "name" text not null, "credit" int not null default 0);`,
    );
    this.addSql(`alter table "customer" add constraint "customer_email_unique" unique ("email");`);
    this.addSql(`alter table "customer" add constraint "customer_credit_check" check ("credit" >= 0);`);
    this.addSql(
      `alter table "customer" add constraint "customer_email_check" check ("email" = lower("email"));`,
    );

    this.addSql(
      `create table "cart" ("id" serial primary key, "session" text not null, "opened_at" timestamptz not null default now(), "customer_id" int null);`,
    );
    this.addSql(`alter table "cart" add constraint "cart_session_unique" unique ("session");`);
    this.addSql(`create index "cart_customer_id_index" on "cart" ("customer_id");`);

    this.addSql(`create table "director" ("id" serial primary key, "name" text not null);`);
    this.addSql(`create unique index "director_name_unique" on "director" (lower("name"));`);

    this.addSql(`create table "distributor" ("id" serial primary key, "name" text not null);`);
    this.addSql(`create unique index "distributor_name_unique" on "distributor" (lower("name"));`);

    this.addSql(
      `create table "film" ("id" serial primary key, "version" int not null default 1, "title" text not null, "released_on" date not null, "rating" text null, "running_time" int null, "likes" int not null default 0, "director_id" int null, "distributor_id" int null);`,
    );
    this.addSql(`create index "film_director_id_index" on "film" ("director_id");`);
    this.addSql(`create index "film_distributor_id_index" on "film" ("distributor_id");`);
    this.addSql(
      `alter table "film" add constraint "film_title_released_on_unique" unique ("title", "released_on");`,
    );
    this.addSql(`alter table "film" add constraint "film_likes_check" check ("likes" >= 0);`);
    this.addSql(`alter table "film" add constraint "film_running_time_check" check ("running_time" > 0);`);
    this.addSql(`alter table "film" add constraint "film_title_check" check ("title" <> '');`);
    this.addSql(
      `alter table "film" add constraint "film_rating_check" check ("rating" in ('G', 'PG', 'PG-13', 'R', 'NC-17', 'Not Rated', 'Open'));`,
    );

    this.addSql(
      `create table "show" ("id" serial primary key, "version" int not null default 1, "film_id" int not null, "starts_at" timestamptz not null, "list_price" int not null, "seats_left" int not null);`,
    );
    this.addSql(
      `alter table "show" add constraint "show_film_id_starts_at_unique" unique ("film_id", "starts_at");`,
    );
    this.addSql(`alter table "show" add constraint "show_seats_left_check" check ("seats_left" >= 0);`);
    this.addSql(`alter table "show" add constraint "show_list_price_check" check ("list_price" >= 0);`);

    this.addSql(
      `create table "seat" ("id" serial primary key, "version" int not null default 1, "show_id" int not null, "number" int not null, "row" text not null, "list_price" int not null, "price" int not null, "holder_id" int null);`,
    );
    this.addSql(`create index "seat_holder_id_index" on "seat" ("holder_id");`);
    this.addSql(
      `alter table "seat" add constraint "seat_show_id_number_unique" unique ("show_id", "number");`,
    );
    this.addSql(`alter table "seat" add constraint "seat_price_check" check ("price" >= 0);`);
    this.addSql(`alter table "seat" add constraint "seat_list_price_check" check ("list_price" >= 0);`);
    this.addSql(`alter table "seat" add constraint "seat_number_check" check ("number" > 0);`);

    this.addSql(
      `create table "ticket" ("id" serial primary key, "seat_id" int not null, "holder_id" int not null, "token" text not null, "issued_at" timestamptz not null default now(), "used_at" timestamptz null);`,
    );
    this.addSql(`create index "ticket_holder_id_index" on "ticket" ("holder_id");`);
    this.addSql(
      `create unique index "ticket_open_seat_unique" on "ticket" ("seat_id") where "used_at" is null;`,
    );
    this.addSql(
      `create unique index "ticket_open_token_unique" on "ticket" ("token") where "used_at" is null;`,
    );

    this.addSql(
      `alter table "cart" add constraint "cart_customer_id_foreign" foreign key ("customer_id") references "customer" ("id") on delete set null;`,
    );

    this.addSql(
      `alter table "film" add constraint "film_director_id_foreign" foreign key ("director_id") references "director" ("id") on delete set null;`,
    );
    this.addSql(
      `alter table "film" add constraint "film_distributor_id_foreign" foreign key ("distributor_id") references "distributor" ("id") on delete set null;`,
    );

    this.addSql(
      `alter table "show" add constraint "show_film_id_foreign" foreign key ("film_id") references "film" ("id");`,
    );

    this.addSql(
      `alter table "seat" add constraint "seat_show_id_foreign" foreign key ("show_id") references "show" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "seat" add constraint "seat_holder_id_foreign" foreign key ("holder_id") references "customer" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "ticket" add constraint "ticket_seat_id_foreign" foreign key ("seat_id") references "seat" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "ticket" add constraint "ticket_holder_id_foreign" foreign key ("holder_id") references "customer" ("id");`,
    );
  }
}
