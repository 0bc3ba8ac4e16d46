import { z } from 'zod';
import { Text } from './text.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id of nothing: no row ever has it. */
export const NIL_ID = '00000000-0000-0000-0000-000000000000';

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * The id of something that should exist already. A malformed id, however long, is read as the nil id,
 * so that a malformed, a foreign and a missing id all end in the same NOT_FOUND.
 */
export const Id = z.string().transform((text) => (isUuid(text) ? text.toLowerCase() : NIL_ID));
export type Id = z.infer<typeof Id>;

/** An id which the caller chooses for something new; it makes a resend harmless. Must be a UUID. */
export const NewId = z.uuid().transform((text) => text.toLowerCase());
export type NewId = z.infer<typeof NewId>;

/** A catalogue model's id, such as "gpt-5.4-mini"; aliases resolve to it. */
export const ModelId = Text.min(1).max(100);
export type ModelId = z.infer<typeof ModelId>;

/** Opaque keyset cursor: where the page before ended. */
export const Cursor = z.string().max(200);
