import type { ChatDataParts } from '@geko/contracts/chat';
import type { LocalTurn } from '@geko/contracts/desktop';

type End = ChatDataParts['end'];

/** How a turn of this machine ended, in the words of every turn. */
export function endOf({ error, finishReason }: NonNullable<LocalTurn['end']>): End {
  if (error !== null) {
    const isTooLong = error === 'prompt_too_long';
    return { status: 'failed', errorCode: isTooLong ? 'CONTEXT_TOO_LONG' : 'PROVIDER_FAILED' };
  }
  return { status: finishReason === 'aborted' ? 'stopped' : 'finished', errorCode: null };
}
