import { TRPCError, tracked, type TrackedEnvelope } from '@trpc/server';
import { z } from 'zod';
import { AppError, errorTable } from '@geko/contracts/errors';
import { knownError } from '@geko/services/access/known-error';

/** What procedures that stream answer: events of a schema, each with its number. */
export function eventsOf<Schema extends z.ZodType>(schema: Schema) {
  type Sent = AsyncIterable<TrackedEnvelope<z.input<Schema>>, void>;
  const isStream = (value: unknown): value is Sent =>
    typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
  return z.custom<Sent>(isStream).transform(async function* (stream) {
    for await (const [id, event] of stream) yield tracked(id, schema.parse(event));
  });
}

/** Numbers events, and puts what ends them into tRPC's words: by those a page knows whether to come back. */
export async function* numbered<Event>(
  events: AsyncIterable<Event, void>,
): AsyncGenerator<TrackedEnvelope<Event>, void> {
  let number = 0;
  try {
    for await (const event of events) yield tracked(String((number += 1)), event);
  } catch (error) {
    const cause = knownError(error);
    if (!(cause instanceof AppError)) throw cause;
    throw new TRPCError({ code: errorTable[cause.code].trpc, cause });
  }
}
