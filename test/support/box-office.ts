import config from '../../mikro-orm.config.ts';
import { MikroORM } from '../../src/index.ts';

/** The box office's ORM on the database that `clientUrl` names. */
export function boxOfficeOn(clientUrl: string): Promise<MikroORM> {
  return MikroORM.init({ ...config, clientUrl, migrations: { ...config.migrations, silent: true } });
}
