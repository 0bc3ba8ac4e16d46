/** A mail that did not go out. Its message is scrubbed and may be kept and logged. */
export class MailError extends Error {
  override readonly name = 'MailError';
  /** The same mail would be refused again: this address gets no mail. Otherwise another try may do. */
  readonly isPermanent: boolean;

  constructor(message: string, isPermanent: boolean) {
    super(message);
    this.isPermanent = isPermanent;
  }
}
