import type { JSONObject } from '@ai-sdk/provider';
import type { TellEvents } from './completion.ts';
import { countOutput, type OutputCount } from './count-output.ts';
import { type Failure, makeFailure } from './failure.ts';
import { objectOf } from './providers/read-json.ts';

/** What is learnt from one answer as it passes, in whichever dialect. Once closed it takes nothing more in. */
export abstract class AnswerMeter {
  hasStarted = false;
  firstOutputAt: number | null = null;
  finishReason: string | null = null;
  failure: Failure | null = null;
  answer: JSONObject | null = null;
  /** What the last events, which are told after the settlement, take from those before them. */
  frame: JSONObject = {};
  protected isClosed = false;
  /** The provider said that nothing follows. */
  protected hasStopped = false;
  protected readonly text: string[] = [];
  protected readonly reasoning: string[] = [];
  protected readonly onEvents: TellEvents;
  protected readonly now: () => number;

  constructor(facts: { onEvents: TellEvents; now: () => number }) {
    this.onEvents = facts.onEvents;
    this.now = facts.now;
  }

  close(): void {
    this.isClosed = true;
  }

  /** The provider said why it ended, or answered as a whole. */
  get isComplete(): boolean {
    return this.finishReason !== null || this.answer !== null;
  }

  /** Whether it has told counts that are final. */
  abstract get hasCounts(): boolean;

  /** Our own count, in o200k_base. */
  count(): OutputCount {
    return countOutput(this.text, this.reasoning);
  }

  /**
   * Takes in the next events of a stream and passes on what the caller is told. goesOn false = read no further; taken: as
   * TellEvents has it.
   */
  addPayloads(payloads: readonly string[]): { goesOn: boolean; taken: Promise<void> | null } {
    let events = '';
    let goesOn = true;
    for (const payload of payloads) {
      if (this.isClosed) goesOn = false;
      if (!goesOn) break;
      events += this.addPayload(payload);
      goesOn = this.failure === null && !this.hasStopped;
    }
    return { goesOn, taken: events === '' ? null : (this.onEvents(events) ?? null) };
  }

  /** Takes in a whole answer. */
  abstract addAnswer(answer: JSONObject): void;

  /** Takes in an event; it as it is passed on, '' = it is not. */
  protected abstract addPayload(payload: string): string;

  /** Behind its reason and its counts nothing is missing: whatever else comes there ends it. */
  protected fail(kind: 'bad_response' | 'error_part'): void {
    if (this.hasCounts) this.hasStopped = true;
    else this.failure ??= makeFailure(kind, null, `${kind} in an answer`);
  }
}

/** An event's payload; null = it is no object. */
export function readPayload(payload: string): JSONObject | null {
  try {
    const parsed: unknown = JSON.parse(payload);
    return typeof parsed === 'object' && parsed !== null ? objectOf(parsed) : null;
  } catch {
    return null;
  }
}
