import { type MigrationObject } from '@mikro-orm/core';
import { Migration20261122183538_box_office } from './Migration20261122183538_box_office.ts';
import { Migration20261123012504_outbox } from './Migration20261123012504_outbox.ts';
import { Migration20261123052338_film_likes } from './Migration20261123052338_film_likes.ts';

/** Every migration, oldest first. Listed by hand so that TypeScript and the compiled build run the same ones. */
export const migrations: MigrationObject[] = [
  { name: 'Migration20261122183538_box_office', class: Migration20261122183538_box_office },
  { name: 'Migration20261123012504_outbox', class: Migration20261123012504_outbox },
  { name: 'Migration20261123052338_film_likes', class: Migration20261123052338_film_likes },
];
