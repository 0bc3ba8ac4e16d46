import { z } from 'zod';
import { Id, ModelId, NewId } from './ids.ts';
import { ProviderId } from './models.ts';
import { NanoString } from './money.ts';
import { Text } from './text.ts';

/** Providers whose keys are in the pool: all but the demonstration and this very server's models. */
export const KeyedProviderId = ProviderId.exclude(['demo', 'local']);
export type KeyedProviderId = z.infer<typeof KeyedProviderId>;

/** active = takes calls; draining = no new ones; disabled = no new ones, and those that run by it are broken off. */
export const ProviderKeyStatus = z.enum(['active', 'draining', 'disabled']);
export type ProviderKeyStatus = z.infer<typeof ProviderKeyStatus>;

/** Why a key cannot be used although it is active. */
export const ProviderKeyProblem = z.enum(['no_secret', 'unreadable', 'no_address', 'spend_cap']);
export type ProviderKeyProblem = z.infer<typeof ProviderKeyProblem>;

/** Where a secret comes from: a variable of the server's environment, a file mounted there, or sealed in the database. */
export const secretDrivers = ['env', 'file', 'sealed'] as const;
export type SecretDriver = (typeof secretDrivers)[number];

/** An environment variable that may hold keys, and which of those between its commas, from one: never any other variable. */
const EnvName = z.string().regex(/^[A-Z][A-Z0-9_]{0,60}_API_KEYS?(#[1-9]\d{0,2})?$/u, {
  error: 'must name a variable such as OPENAI_API_KEY, or one of a list, such as OPENAI_API_KEYS#2',
});
const FileName = z.string().regex(/^(?!\.)[A-Za-z0-9._-]{1,100}$/u, {
  error: 'must be the name of a file in the folder of secrets, without a path',
});
const SecretText = z
  .string()
  .trim()
  .min(8, 'must have at least 8 characters')
  .max(4_000)
  .regex(/^[\x21-\x7E]+$/u, 'must be of printable characters without spaces');

export const NewSecret = z.discriminatedUnion('driver', [
  z.object({ driver: z.literal('env'), name: EnvName }),
  z.object({ driver: z.literal('file'), name: FileName }),
  z.object({ driver: z.literal('sealed'), secret: SecretText }),
]);
export type NewSecret = z.infer<typeof NewSecret>;

const Alias = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/u, {
  error: 'must be of small letters, digits and hyphens, at most 40',
});
const BaseUrl = z
  .url({ protocol: /^https?$/u, error: 'must be an address that starts with http:// or https://' })
  .max(300)
  .refine((value) => {
    const url = URL.parse(value);
    return url !== null && url.username === '' && url.search === '' && url.hash === '';
  }, 'must be an address without a user, a query or a fragment');
const Weight = z.number().int().min(1).max(100);
const Region = Text.trim().min(1).max(40);
const MOST_CAP_NANO = 9_000_000_000_000_000n;
/** What its calls may cost in a calendar month (UTC), at the provider's prices; null = no cap. */
const SpendCap = NanoString.refine(
  // A refinement also hears of what is no number.
  (nano) => /^\d{1,16}$/u.test(nano) && BigInt(nano) <= MOST_CAP_NANO,
  'must be from zero to nine million dollars',
);

/** A key of the pool, without its secret, which nothing tells again. */
export const ProviderKey = z.object({
  id: z.string(),
  alias: z.string(),
  provider: KeyedProviderId,
  /** null = where the provider is reached by the server's settings. */
  baseUrl: z.string().nullable(),
  weight: z.number().int(),
  region: z.string().nullable(),
  status: ProviderKeyStatus,
  /** Where its secret comes from; null = it has none (any more). */
  secret: z
    .object({
      driver: z.enum(secretDrivers),
      /** The variable's or file's name; null = sealed. */
      name: z.string().nullable(),
      /** As it was last read; null = it could not be read yet. */
      lastFour: z.string().nullable(),
      fingerprint: z.string().nullable(),
    })
    .nullable(),
  problem: ProviderKeyProblem.nullable(),
  health: z.object({
    /** Calls that run by it in the process that answers. */
    running: z.number().int(),
    rest: z
      .object({ reason: z.enum(['rate_limited', 'refused']), until: z.iso.datetime() })
      .nullable(),
    breaker: z.enum(['closed', 'open', 'half_open']),
  }),
  spendCapNano: NanoString.nullable(),
  /** Its calls of this calendar month (UTC), as of a few seconds ago. */
  thisMonth: z.object({
    calls: z.number().int(),
    failed: z.number().int(),
    costNano: NanoString,
  }),
  createdAt: z.iso.datetime(),
});
export type ProviderKey = z.infer<typeof ProviderKey>;

export const ProviderKeys = z.object({
  providers: z.array(
    z.object({
      id: KeyedProviderId,
      isEnabled: z.boolean(),
      breaker: z.enum(['closed', 'open', 'half_open']),
      keys: z.array(ProviderKey),
    }),
  ),
  /** Whether secrets can be entered here: the server has a key to seal them with. */
  canSeal: z.boolean(),
});
export type ProviderKeys = z.infer<typeof ProviderKeys>;

export const CreateProviderKey = z.object({
  id: NewId,
  alias: Alias,
  provider: KeyedProviderId,
  baseUrl: BaseUrl.nullable().default(null),
  weight: Weight.default(1),
  region: Region.nullable().default(null),
  spendCapNano: SpendCap.nullable().default(null),
  secret: NewSecret,
});
export type CreateProviderKey = z.infer<typeof CreateProviderKey>;

/** A change of baseUrl wipes the secret: it was entered for the address it had. */
export const UpdateProviderKey = z.object({
  id: Id,
  baseUrl: BaseUrl.nullable().optional(),
  weight: Weight.optional(),
  region: Region.nullable().optional(),
  spendCapNano: SpendCap.nullable().optional(),
  status: ProviderKeyStatus.optional(),
});
export type UpdateProviderKey = z.infer<typeof UpdateProviderKey>;

export const RotateProviderKey = z.object({ id: Id, secret: NewSecret });
export type RotateProviderKey = z.infer<typeof RotateProviderKey>;

export const ProviderKeyRef = z.object({ id: Id });
export type ProviderKeyRef = z.infer<typeof ProviderKeyRef>;

export const SetProviderEnabled = z.object({ provider: KeyedProviderId, isEnabled: z.boolean() });
export type SetProviderEnabled = z.infer<typeof SetProviderEnabled>;

/** Models that are asked where none of a model's providers answers, in this order. */
export const MAX_FALLBACKS = 3;

export const ModelFallbacks = z.object({
  models: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      provider: ProviderId,
      fallbackIds: z.array(z.string()),
    }),
  ),
});
export type ModelFallbacks = z.infer<typeof ModelFallbacks>;

export const SetFallbacks = z.object({
  modelId: ModelId,
  fallbackIds: z
    .array(ModelId)
    .max(MAX_FALLBACKS)
    .refine((ids) => new Set(ids).size === ids.length, 'must not name a model twice'),
});
export type SetFallbacks = z.infer<typeof SetFallbacks>;
