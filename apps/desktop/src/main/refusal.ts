import type { DesktopFailure } from '@geko/contracts/desktop';

/** That the shell does not do what was asked. The message is ours and may be shown. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: DesktopFailure['code'];

  constructor(message: string, code: DesktopFailure['code'] = 'refused') {
    super(message);
    this.code = code;
  }
}
