import type { z } from 'zod';
import type { ApiKeyScope } from '@geko/contracts/api-keys';
import type { ErrorCode } from '@geko/contracts/errors';
import type { Permission } from '@geko/contracts/permissions';
import type { EndpointClass } from '@geko/contracts/rate-limits';
import type { Example } from './example.ts';

/** Chapters of the documentation, in their order. */
export const tags = {
  'Signing in': 'Sessions and access tokens for programs. No cookie counts under /api/v1.',
  'OpenAI-compatible': "What OpenAI's clients call, unchanged.",
  'Anthropic-compatible': "What Anthropic's clients call, unchanged.",
  Models: 'Which models there are, and which of them the caller may use.',
  'One question': 'A question, its answer and its price, without the dialect of a provider.',
  Usage: 'What was used and what it cost, to the receipt of each call.',
  Invoices: 'What the workspace owes for calls that are paid after use.',
  Workspaces: 'The workspace of a key or token.',
  Members: 'Who belongs to a workspace, and who is invited.',
  Licences: 'What a licence key allows, and on which devices.',
} as const;
export type Tag = keyof typeof tags;

/**
 * Who gets in. program: by an API key with this scope, or by an access token. person: by access token alone.
 * operator: by access token, and to anyone else it is not there. permission: what the person's role must hold.
 */
export type Access =
  | { kind: 'anyone' }
  | { kind: 'program'; scope: ApiKeyScope; permission: Permission | null }
  | { kind: 'person'; permission: Permission | null }
  | { kind: 'operator' };

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Everything that is told of an endpoint: the OpenAPI document, the page, the sweep and the curl examples come from it. */
export type Endpoint<
  I extends z.ZodObject = z.ZodObject,
  O extends z.ZodType | string = z.ZodType | string,
> = {
  method: Method;
  /** Under /api/v1; {name} is one segment, and a field of the input. */
  path: `/${string}`;
  operationId: string;
  tag: Tag;
  summary: string;
  details?: string;
  access: Access;
  /** It calls a model: rate limits count it as a call, not as a change. */
  isCall?: true;
  /** It costs money, and is answered once for each Idempotency-Key (http/v1/answer-once.ts). */
  isOnce?: true;
  /** Fields that the path names travel in it; the others in the query of a GET, in the body of all else. */
  input: I;
  /** How the body is written; JSON without. */
  bodyType?: 'multipart/form-data';
  /** JSON of this shape, or the media type of what is none. */
  output: O;
  status: 200 | 201;
  /** Refusals of its own, beside those that its access, input and rate limit bring. */
  refusals?: readonly ErrorCode[];
  example: Example<I>;
};

/** The fields that travel in the path. */
export function pathFields(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name);
}

/** The other fields, in the input's order. */
export function otherFields({ path, input }: Pick<Endpoint, 'path' | 'input'>): string[] {
  const inPath = new Set(pathFields(path));
  return Object.keys(input.shape).filter((name) => !inPath.has(name));
}

/** Where they travel. */
export const isInQuery = ({ method }: Pick<Endpoint, 'method'>): boolean => method === 'GET';

/** What rate limits count a program's request as. */
export function endpointClass({
  method,
  isCall,
}: Pick<Endpoint, 'method' | 'isCall'>): EndpointClass {
  if (isCall === true) return 'call';
  return method === 'GET' ? 'read' : 'change';
}
