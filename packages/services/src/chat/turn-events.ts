import type { ErrorCode } from '@geko/contracts/errors';
import type { TurnPart, TurnStatus } from '@geko/contracts/chat';
import type { Receipt } from '@geko/contracts/receipt';

/** What a viewer of a turn is told, in order: parts, then one end. */
export type TurnEvent =
  | { kind: 'part'; part: TurnPart }
  | {
      kind: 'end';
      status: Exclude<TurnStatus, 'running'>;
      errorCode: ErrorCode | null;
      /** null when another process settled the turn, or its settling is still to come. */
      receipt: Receipt | null;
    };
