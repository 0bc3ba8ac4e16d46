import 'server-only';
import { AppError, errorTable, type ErrorCode } from '@geko/contracts/errors';

/**
 * The answer of a verb that a page asks while it is drawn, or the code of an expected refusal, which the page puts into
 * words. @throws what is a failure of ours, for the error page.
 */
export async function orRefused<Answer>(
  asked: Promise<Answer>,
): Promise<{ answer: Answer; refused: null } | { answer: null; refused: ErrorCode }> {
  try {
    return { answer: await asked, refused: null };
  } catch (error) {
    if (error instanceof AppError && errorTable[error.code].isExpected) {
      return { answer: null, refused: error.code };
    }
    throw error;
  }
}
