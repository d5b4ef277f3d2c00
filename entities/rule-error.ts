/** What was asked breaks a rule of the box office: a later or a different request can succeed. */
export abstract class RuleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
