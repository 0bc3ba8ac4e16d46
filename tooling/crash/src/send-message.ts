import { setTimeout as sleep } from 'node:timers/promises';
import { watch } from '@geko/api/testing/viewer';
import { ErrorBody } from '@geko/contracts/errors';
import type { LoadPerson } from '@geko/house/load-person';

/** One message as its sender knows it: what the server said about it, over all tries. */
export type SentMessage = {
  /** Chosen by the sender; the same in every try. */
  readonly id: string;
  readonly conversationId: string;
  readonly text: string;
  tries: number;
  /** The server began to answer with status 200. */
  isAcknowledged: boolean;
  /** The text each try was given, up to where its connection broke. */
  partialTexts: string[];
  /** What each try that was read to its end was given. */
  answers: { text: string; status: string; chargeNano: string | null }[];
  /** The code of a refusal, after which the sender gave up. */
  refusedWith: string | null;
  /** Answers that no client should ever see. */
  oddities: string[];
};

/** What a resend can overcome; whatever else is refused is a fault. */
const PASSING = ['RATE_LIMITED', 'PROVIDER_UNAVAILABLE'];
const MOST_PAUSE_MS = 2000;
const MODEL = 'gpt-4o-mini';

/** A message that is about to be sent. */
export function newMessage(
  facts: Pick<SentMessage, 'id' | 'conversationId' | 'text'>,
): SentMessage {
  return {
    ...facts,
    tries: 0,
    isAcknowledged: false,
    partialTexts: [],
    answers: [],
    refusedWith: null,
    oddities: [],
  };
}

/** Sends the message once and reads what comes. Tells whether there is a reason to send it again. */
export async function sendOnce(
  person: LoadPerson,
  message: SentMessage,
): Promise<'again' | 'settled'> {
  message.tries += 1;
  let response: Response;
  try {
    response = await person.post('/api/chat', {
      workspaceId: person.workspaceId,
      conversationId: message.conversationId,
      modelId: MODEL,
      message: { id: message.id, text: message.text },
    });
  } catch {
    return 'again';
  }
  return response.status === 200
    ? await readStream(response, message)
    : await readRefusal(response, message);
}

/**
 * Sends it again and again with growing pauses, as a client whose connection broke, until it is read
 * to its end or refused.
 */
export async function resend(
  person: LoadPerson,
  message: SentMessage,
  options: { pauseMs: number; signal: AbortSignal },
): Promise<void> {
  let { pauseMs } = options;
  while (!options.signal.aborted) {
    await sleep(pauseMs);
    if ((await sendOnce(person, message)) === 'settled') return;
    pauseMs = Math.min(2 * pauseMs, MOST_PAUSE_MS);
  }
}

async function readStream(response: Response, message: SentMessage): Promise<'again' | 'settled'> {
  message.isAcknowledged = true;
  const viewer = watch(response);
  await viewer.done;
  if (!viewer.isComplete) {
    message.partialTexts.push(viewer.text);
    return 'again';
  }
  message.answers.push({
    text: viewer.text,
    status: viewer.end?.status ?? 'finished',
    chargeNano: viewer.receipt?.chargeNano ?? null,
  });
  return 'settled';
}

async function readRefusal(response: Response, message: SentMessage): Promise<'again' | 'settled'> {
  const { status } = response;
  let body: string;
  try {
    body = await response.text();
  } catch {
    return 'again';
  }
  const code = codeOf(body);
  if (code !== null && PASSING.includes(code)) return 'again';
  if (code === 'TURN_RUNNING') {
    message.refusedWith = code;
    return 'settled';
  }
  const oddity = `${status} ${code ?? body.slice(0, 300)}`;
  if (!message.oddities.includes(oddity)) message.oddities.push(oddity);
  return 'again';
}

/** The code in the error envelope; null when this is none. */
function codeOf(body: string): string | null {
  try {
    return ErrorBody.safeParse(JSON.parse(body)).data?.error.code ?? null;
  } catch {
    return null;
  }
}
