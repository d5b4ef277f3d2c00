import { SelfsameError } from '../../errors/selfsame-error.ts';

/** The role that connects may not create databases. */
export class CreateDatabaseRefusedError extends SelfsameError {
  readonly code = 'SELFSAME_CREATE_DATABASE_REFUSED';

  constructor(
    readonly role: string,
    readonly statement: string,
    options?: ErrorOptions,
  ) {
    super(
      `Cannot create a database for tests: the role ${role} lacks CREATEDB. ` +
        `Run as a superuser: ${statement} Existing databases are never touched.`,
      options,
    );
  }
}

/** A template has connections, and PostgreSQL copies only a database that has none. */
export class TemplateInUseError extends SelfsameError {
  readonly code = 'SELFSAME_TEMPLATE_IN_USE';

  constructor(
    readonly template: string,
    options?: ErrorOptions,
  ) {
    super(
      `Cannot copy the database ${template}: something is still connected to it. ` +
        `Close every connection before \`migrate\` returns (await orm.close()), and connect to copies only.`,
      options,
    );
  }
}
