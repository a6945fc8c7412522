/** A request that is not done, and the one line that says why. */
export class Refusal extends Error {
  override name = 'Refusal';
  /** The HTTP status. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
