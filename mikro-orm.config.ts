import { Migrator } from '@mikro-orm/migrations';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import {
  Cart,
  Customer,
  Director,
  Distributor,
  Film,
  FilmLike,
  Seat,
  Show,
  Ticket,
} from './entities/index.ts';
import { migrations } from './migrations/index.ts';
import { defineConfig, OutboxEvent } from './src/index.ts';

/** The box office's configuration, for the application, the tests and the `mikro-orm` command. */
export default defineConfig({
  clientUrl: process.env['DATABASE_URL'] ?? 'postgresql://127.0.0.1:5432/selfsame',
  entities: [Cart, Customer, Director, Distributor, Film, FilmLike, OutboxEvent, Seat, Show, Ticket],
  metadataProvider: ReflectMetadataProvider,
  extensions: [Migrator],
  migrations: { path: 'migrations', snapshotName: '.snapshot', migrationsList: migrations },
});
