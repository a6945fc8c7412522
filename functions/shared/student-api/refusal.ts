/** A request that cannot be done: its message is the one line that the caller gets. */
export class Refusal extends Error {
  override name = 'Refusal';
  /** HTTP. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
