import type { JSONObject } from '@ai-sdk/provider';
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
  protected readonly text: string[] = [];
  protected readonly reasoning: string[] = [];
  protected readonly onEvents: (events: string) => void;
  protected readonly now: () => number;

  constructor(facts: { onEvents: (events: string) => void; now: () => number }) {
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

  /** Our own count, in o200k_base. */
  count(): OutputCount {
    return countOutput(this.text, this.reasoning);
  }

  protected fail(kind: 'bad_response' | 'error_part'): void {
    this.failure ??= makeFailure(kind, null, `${kind} in an answer`);
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
