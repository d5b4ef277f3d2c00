/** The root of every error that Selfsame throws. `code` never changes between releases. */
export abstract class SelfsameError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
