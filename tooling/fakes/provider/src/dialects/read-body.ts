import { BadRequest } from './dialect.ts';

export type Json = Record<string, unknown>;

/** The value as a JSON object; {} when it is something else. */
export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

/** The value as a list of JSON objects; throws BadRequest naming the field when it is no list. */
export function asObjects(value: unknown, field: string): Json[] {
  if (!Array.isArray(value))
    throw new BadRequest(`Invalid type for '${field}': expected an array.`);
  return value.map(asObject);
}

/** Text of a message's content: a string, or the text of its parts put together; other parts count as nothing. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => (typeof part === 'string' ? part : stringOr(asObject(part)['text'], '')))
    .join('');
}

/** The value when it is a string that is not empty, else the other. */
export function stringOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

/** A field that must be a string; throws BadRequest when it is missing. */
export function requiredString(body: Json, field: string): string {
  const value = stringOr(body[field], '');
  if (value === '') throw new BadRequest(`Missing required parameter: '${field}'.`);
  return value;
}

/** The smallest of the given limits that is a number; null when none is. Throws BadRequest below 1. */
export function tokenLimit(...values: unknown[]): number | null {
  const limits = values.filter((value) => typeof value === 'number');
  if (limits.length === 0) return null;
  const limit = Math.min(...limits);
  if (limit < 1) throw new BadRequest('The maximum of output tokens must be at least 1.');
  return Math.floor(limit);
}

/** The token of an `Authorization: Bearer` header; null without one. */
export function bearerKey(authorization: string | undefined): string | null {
  return /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1] ?? null;
}
