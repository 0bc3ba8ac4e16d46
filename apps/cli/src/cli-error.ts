/** An error whose message is already what the person at the terminal should read. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
