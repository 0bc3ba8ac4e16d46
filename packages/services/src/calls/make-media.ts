import type { MediaEnd } from '@geko/gateway/media/media-call';
import type { CallsDeps } from './complete-call.ts';
import type { EndedCall } from './running-calls.ts';
import type { StartedMedia } from './start-media.ts';

export type MadeMedia = EndedCall<MediaEnd>;

/** Carries an admitted call to its settled end, telling speech as it comes (Gateway.make). abandoned: the program has left. */
export async function makeMedia(
  { calls, gateway, settings }: CallsDeps,
  call: StartedMedia,
  { abandoned, onBytes }: { abandoned: AbortSignal; onBytes: (bytes: Uint8Array) => void },
): Promise<MadeMedia> {
  // Nothing of a picture is there before it is whole.
  const { 'gateway.reasoning_idle_timeout_ms': idleTimeoutMs } = await settings();
  return calls.run(
    call,
    (signal) => gateway.make({ ...call, signal, idleTimeoutMs }, onBytes),
    abandoned,
  );
}
