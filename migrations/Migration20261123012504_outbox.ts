import { Migration } from '@mikro-orm/migrations';

export class Migration20261123012504_outbox extends Migration {
  override name = 'Migration20261123012504_outbox';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "outbox_event" ("id" bigserial primary key, "type" text not null, "payload" jsonb null, "published_at" timestamptz not null default now(), "attempts" int not null default 0, "available_at" timestamptz null default now(), "last_error" text null);`,
    );
    this.addSql(`create index "outbox_event_due_index" on "outbox_event" ("available_at", "id");`);
  }
}
