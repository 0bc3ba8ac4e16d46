import type { TurnPart } from '@geko/contracts/chat';
import type { ErrorCode } from '@geko/contracts/errors';
import type { Receipt } from '@geko/contracts/receipt';
import type { Deps } from '../deps.ts';
import { endedRecord } from '../policy/book-call.ts';
import type { Booking } from '../policy/booking.ts';
import { receiptOf } from '../usage/receipt-of.ts';
import { endedCall } from './book-settlement.ts';
import { settleByHold, type CallOutcome, type HeldCall } from './settle-by-hold.ts';

/** As the database's settle_calls says that it has changed nothing, since people are to hear of it. */
const HAS_NEWS = 'GK001';

/** What a turn leaves when it is closed: the answer as far as it came. */
export type TurnClosing = {
  conversation: string;
  /** The id of the answer's message. */
  answer: string;
  status: CallOutcome['status'];
  error_code: ErrorCode | null;
  text: string;
  reasoning: string | null;
  /** Those that the log may not have yet. */
  parts: readonly TurnPart[];
};

/**
 * Settles an ended call in one round trip, by what was known when it was admitted; with the turn that it belongs to, null =
 * to none. null = it has to be settled in a transaction with more (settleHold), or somebody has settled it.
 */
export async function settleAtOnce(
  { callStatements, ...deps }: Pick<Deps, 'callStatements' | 'settings' | 'now' | 'newId'>,
  {
    booking,
    call,
    outcome,
    turn,
  }: { booking: Booking; call: HeldCall; outcome: CallOutcome; turn: TurnClosing | null },
): Promise<Receipt | null> {
  const { hold, model, price, timeZone, planCaps } = booking;
  const settled = settleByHold({ hold, call, outcome, price, provider: model.provider });
  const ended = endedCall(settled, { timeZone, endedAt: deps.now(), journalId: deps.newId() });
  const { 'money.low_credit_nano': lowCredit } = await deps.settings();
  try {
    const asked = {
      zone: timeZone,
      plan_meters: planCaps.map(({ meter }) => meter),
      plan_caps: planCaps.map(({ cap }) => cap.toString()),
      low_credit: lowCredit?.toString() ?? null,
      tenant: hold.tenantId,
      place: hold.workspaceId,
      ...endedRecord(ended),
    };
    const booked = await (turn === null
      ? callStatements.settle<boolean>(asked)
      : callStatements.finishTurn<boolean>({ ...asked, person: call.userId, turn }));
    return booked === true ? receiptOf(settled.row, model.name) : null;
  } catch (error) {
    if (hasNews(error)) return null;
    throw error;
  }
}

/** Drizzle wraps what the driver threw. */
function hasNews(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && at.code === HAS_NEWS) return true;
  }
  return false;
}
