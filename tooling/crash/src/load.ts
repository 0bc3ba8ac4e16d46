import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadPerson } from '@geko/house/load-person';
import type { Chance } from './chance.ts';
import { newMessage, resend, sendOnce, type SentMessage } from './send-message.ts';

/** People who keep sending. */
export type Load = {
  /** Everything that was sent, in order; live. */
  messages: readonly SentMessage[];
  /** Sends nothing new, and waits at most so long until everything sent is read to its end. */
  finish: (patienceMs: number) => Promise<void>;
};

const MESSAGES_A_CONVERSATION = 4;
/** How many send at a time. */
const LANES = 6;

/**
 * Sends one message after the other in each lane, taking turns among the people. A message whose
 * connection broke is sent again under the same id, beside the next ones: its answer may be a whole
 * lease away.
 */
export function startLoad(people: readonly LoadPerson[], chance: Chance): Load {
  const messages: SentMessage[] = [];
  const resends: Promise<void>[] = [];
  const giveUp = new AbortController();
  let isFinishing = false;

  const sendNext = async (person: LoadPerson, conversationId: string): Promise<SentMessage> => {
    const message = newMessage({ id: randomUUID(), conversationId, text: makeText(chance) });
    messages.push(message);
    if ((await sendOnce(person, message)) === 'again') {
      const pauseMs = chance.between(50, 400);
      resends.push(resend(person, message, { pauseMs, signal: giveUp.signal }));
    }
    return message;
  };
  const converse = async (person: LoadPerson): Promise<void> => {
    const conversationId = randomUUID();
    for (let i = 0; i < MESSAGES_A_CONVERSATION && !isFinishing; i += 1) {
      const message = await sendNext(person, conversationId);
      const isAnswered = message.answers.length > 0;
      if (!isAnswered) await sleep(500);
      // Who goes on without the answer is refused, and must leave nothing behind.
      if (!isAnswered && !chance.oneIn(4)) return;
    }
  };
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    while (!isFinishing) {
      for (const [i, person] of people.entries()) {
        if (i % LANES === lane && !isFinishing) await converse(person);
      }
    }
  });
  return {
    messages,
    async finish(patienceMs) {
      isFinishing = true;
      const isRead = Promise.all(lanes).then(async () => await Promise.all(resends));
      const gaveUp = once(giveUp.signal, 'abort');
      const timer = setTimeout(() => giveUp.abort(), patienceMs);
      await Promise.race([isRead, gaveUp]);
      clearTimeout(timer);
    },
  };
}

/** A message that tells the fake provider how to answer: at once, after a while, in long or short. */
function makeText(chance: Chance): string {
  const delay = chance.between(0, 30);
  if (chance.oneIn(6)) {
    return `Think first. [[fake: fault=slow wait=${chance.between(200, 800)} reply=20 delay=${delay}]]`;
  }
  if (chance.oneIn(5)) return `In a word. [[fake: reply=${chance.between(1, 3)} delay=${delay}]]`;
  return `Tell me more. [[fake: reply=${chance.between(10, 70)} delay=${delay}]]`;
}
