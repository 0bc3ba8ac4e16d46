import {
  AppError,
  type AppErrorDetails,
  type ErrorCode,
  type LimitTrace,
} from '@geko/contracts/errors';
import type { UnitUsage } from '@geko/contracts/meters';
import type { PromptMessage } from '../chat/history.ts';
import type { CatalogueModel } from '../models/catalogue.ts';

/**
 * What admission was asked. history: up to and with the new message, or what else the model reads. units: what is to be
 * made or taken beside tokens, of any kind of model but for chat; null = an answer of a chat model. whole: a program
 * asks, not a conversation: all of its history is read, with so many tokens more, or none; and it is answered with so
 * many at most, null = as many as usual. isIndivisible: with just as many, or not at all, whatever the model's bounds.
 */
export type Call = {
  modelId: string;
  history: PromptMessage[];
  units: UnitUsage | null;
  whole?: { extraInputTokens: number; maxOutputTokens: number | null; isIndivisible?: boolean };
};

/** Whether a turn of a conversation tells whose call it is, and of what; else its hold does. */
export function hasTurn({ units, whole }: Call): boolean {
  return units === null && whole === undefined;
}

/** What was refused: by limits, or, where there is no trace, by whether the model may be used at all. */
export type Refused = {
  /** null = there is no such model. */
  model: CatalogueModel | null;
  trace: readonly LimitTrace[];
  /** The plan is in the way. */
  isPlans: boolean;
};

/**
 * Admission's no. It carries what its remedies are found by, which takes several more looks at the database: after the
 * transaction that was refused, as that one has the busiest counters locked. Private, so that no log shows the messages.
 */
export class CallRefusal extends AppError {
  readonly #call: Call;
  readonly #refused: Refused;

  constructor(
    code: ErrorCode,
    details: AppErrorDetails,
    { call, refused }: { call: Call; refused: Refused },
  ) {
    super(code, details);
    this.#call = call;
    this.#refused = refused;
  }

  get call(): Call {
    return this.#call;
  }

  get refused(): Refused {
    return this.#refused;
  }

  static override [Symbol.hasInstance](value: unknown): value is CallRefusal {
    return typeof value === 'object' && value !== null && #call in value;
  }
}
