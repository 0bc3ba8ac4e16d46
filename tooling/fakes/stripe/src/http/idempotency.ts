import { badRequest, Refusal } from '../refusal.ts';

/** An answer as it was given, to be given again. */
export type Answer = { status: number; body: string };

const MAX_KEY_CHARS = 255;

/**
 * What Stripe keeps of requests that carried an Idempotency-Key: https://docs.stripe.com/api/idempotent_requests.
 * Answers are kept once the endpoint has begun to work, failures among them; what did not get that far is not.
 */
export function createIdempotency() {
  const known = new Map<string, { print: string; answer: Answer | null }>();
  return {
    /**
     * The answer to give again, or null: the key is new, and taken until `finish` or `forget`.
     * @throws Refusal 400 when the key was used for another request, 409 while its request runs.
     */
    begin(key: string, print: string): Answer | null {
      if (key.length > MAX_KEY_CHARS) {
        throw badRequest(`Idempotency-Key is longer than ${MAX_KEY_CHARS} characters`);
      }
      const seen = known.get(key);
      if (seen === undefined) {
        known.set(key, { print, answer: null });
        return null;
      }
      if (seen.print !== print) {
        throw new Refusal(400, {
          type: 'idempotency_error',
          message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
        });
      }
      if (seen.answer === null) {
        throw new Refusal(409, {
          type: 'invalid_request_error',
          code: 'idempotency_key_in_use',
          message: `There is currently another in-progress request using this Idempotent Key (${key}). Please try again later.`,
        });
      }
      return seen.answer;
    },
    finish(key: string, answer: Answer): void {
      const seen = known.get(key);
      if (seen !== undefined) seen.answer = answer;
    },
    forget: (key: string) => void known.delete(key),
    clear: () => known.clear(),
  };
}
export type Idempotency = ReturnType<typeof createIdempotency>;
