import 'server-only';
import { cache } from 'react';
import { headers } from 'next/headers';
import { createContext } from '@geko/api/context';
import { appRouter } from '@geko/api/router';
import { toAppError } from '@geko/api/trpc';
import { AppError, errorTable, type ErrorCode } from '@geko/contracts/errors';
import { wiring } from './wiring.ts';

type Api = ReturnType<typeof appRouter.createCaller>;

/** The API as whoever sent this request; a page cannot set cookies, so a prolonged session is told by the next call. */
const api = cache(async (): Promise<Api> => {
  const deps = wiring();
  const request = new Request(deps.publicUrl, { headers: new Headers(await headers()) });
  return appRouter.createCaller(createContext(deps, request, () => undefined));
});

/**
 * Calls a procedure for a page that is drawn on the server. An expected refusal comes back as its code.
 * @throws what is a failure of ours, for the error page.
 */
export async function askApi<Answer>(
  call: (api: Api) => Promise<Answer>,
): Promise<{ answer: Answer; refused: null } | { answer: null; refused: ErrorCode }> {
  try {
    return { answer: await call(await api()), refused: null };
  } catch (error) {
    const meaning = toAppError(error);
    if (meaning instanceof AppError && errorTable[meaning.code].isExpected) {
      return { answer: null, refused: meaning.code };
    }
    throw error;
  }
}
