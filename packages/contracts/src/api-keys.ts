import { z } from 'zod';
import { Id, ModelId, NewId } from './ids.ts';
import { Instant } from './instant.ts';
import { NanoString } from './money.ts';
import { Text } from './text.ts';
import { InWorkspace } from './workspace.ts';

/**
 * What a key may be used for: answers of models, the list of models, what models make that do not chat, figures of usage,
 * the workspace and its members.
 */
export const apiKeyScopes = [
  'chat',
  'models',
  'embeddings',
  'images',
  'audio',
  'usage',
  'workspace',
] as const;
export const ApiKeyScope = z.enum(apiKeyScopes);
export type ApiKeyScope = z.infer<typeof ApiKeyScope>;

/** Keys that one person may have in a workspace at a time, revoked and expired ones not counted. */
export const MAX_API_KEYS = 50;

const ApiKeyName = Text.trim().min(1).max(80);
const ApiKeyScopes = z
  .array(ApiKeyScope)
  .min(1)
  .max(apiKeyScopes.length)
  .refine((scopes) => new Set(scopes).size === scopes.length, 'must not name a scope twice');
/** The only models that it may call, by id or alias; null = all that its person may use. */
const AllowedModels = z.array(ModelId).min(1).max(100).nullable();
/** The moment from which it no longer works; null = never. Must lie ahead. */
const ExpiresAt = Instant.nullable();

/** A key by which a program calls in somebody's name. Its secret is shown once, when it is made. */
export const ApiKey = z.object({
  id: z.string(),
  userId: z.string(),
  userName: z.string(),
  name: z.string(),
  /** The secret's last four characters. */
  lastFour: z.string(),
  scopes: z.array(ApiKeyScope),
  modelIds: z.array(z.string()).nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  /** To the minute; null = never. */
  lastUsedAt: z.iso.datetime().nullable(),
  status: z.enum(['active', 'expired', 'revoked']),
  /** What its calls of this calendar month in the workspace's zone came to. */
  thisMonth: z.object({
    requests: z.number().int(),
    tokens: z.number().int(),
    chargeNano: NanoString,
  }),
});
export type ApiKey = z.infer<typeof ApiKey>;

/** Newest first; one's own, and everybody's for who manages keys. */
export const ApiKeyList = z.object({ keys: z.array(ApiKey) });
export type ApiKeyList = z.infer<typeof ApiKeyList>;

export const CreateApiKey = InWorkspace.extend({
  id: NewId,
  name: ApiKeyName,
  scopes: ApiKeyScopes,
  modelIds: AllowedModels.default(null),
  expiresAt: ExpiresAt.default(null),
});
export type CreateApiKey = z.infer<typeof CreateApiKey>;

/** secret: "gk_…", kept nowhere: this is the only time that it is told. */
export const CreatedApiKey = z.object({ key: ApiKey, secret: z.string() });
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;

/** Of one's own key; acts on its next request. */
export const UpdateApiKey = InWorkspace.extend({
  id: Id,
  name: ApiKeyName.optional(),
  scopes: ApiKeyScopes.optional(),
  modelIds: AllowedModels.optional(),
  expiresAt: ExpiresAt.optional(),
});
export type UpdateApiKey = z.infer<typeof UpdateApiKey>;

export const ApiKeyRef = InWorkspace.extend({ id: Id });
export type ApiKeyRef = z.infer<typeof ApiKeyRef>;
