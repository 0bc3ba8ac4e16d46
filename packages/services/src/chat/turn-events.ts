import type { ErrorCode } from '@geko/contracts/errors';
import type { TurnPart, TurnStatus } from '@geko/contracts/chat';
import type { Receipt } from '@geko/contracts/receipt';

/** The last thing that a viewer of a turn is told. */
export type TurnEnd = {
  kind: 'end';
  status: Exclude<TurnStatus, 'running'>;
  errorCode: ErrorCode | null;
  /** null when the turn's settling is still to come. */
  receipt: Receipt | null;
};

/** What a viewer of a turn is told, in order: parts, then one end. */
export type TurnEvent = { kind: 'part'; part: TurnPart } | TurnEnd;
