import { and, eq, sql } from 'drizzle-orm';
import { hashApiKey, looksLikeApiKey } from '@geko/auth/api-key';
import { ApiKeyScope } from '@geko/contracts/api-keys';
import { looksLikeLicence } from '@geko/auth/licence-key';
import { AppError } from '@geko/contracts/errors';
import type { LicenceTier } from '@geko/contracts/licences';
import { apiKeys } from '@geko/db/schema/limits';
import type { Deps, Principal, RequestFacts, Scope } from '../deps.ts';
import { assertSeated, showLicence } from '../licences/show-licence.ts';
import type { CallEntry } from './call-entry.ts';
import { authenticate, readBearer } from './authenticate.ts';
import { inWorkspace } from './in-workspace.ts';

/** A program that calls in somebody's name in one workspace: by a key, or by an access token. */
export type Program = {
  userId: string;
  workspaceId: string;
  /** Whoever shows an access token; null = a key. */
  person: Principal | null;
  /** null = an access token, which may do what its person may. */
  key: {
    id: string;
    scopes: ReadonlySet<ApiKeyScope>;
    modelIds: ReadonlySet<string> | null;
    lastUsedAt: Date | null;
    /** Of a licence; null = an API key. */
    tier: LicenceTier | null;
  } | null;
  /** What it came into its workspace with, to make a call; null = it did not. */
  entry: CallEntry | null;
};

/** A key as the database tells of it; moments as text. */
export type FoundKey = {
  id: string;
  scopes: string[];
  modelIds: string[] | null;
  expiresAt: string | null;
  lastUsedAt: string | null;
};

/** Whose key it is, and where; deleteAfter: when their account is erased. */
type FoundProgram = { userId: string; workspaceId: string; deleteAfter: string | null };

/** How exact "last used" is: to write it with each call would cost a write each. */
const USED_EVERY_MS = 60_000;

/**
 * Who shows this Authorization header. A key that is missing, revoked or expired is the same UNAUTHENTICATED, after the
 * same look at the database; a licence that may not be used is LICENCE_INVALID. Cookies count for nothing here.
 *
 * @param device the one that a licence may be bound to, as the call tells it; null = it tells none.
 * @throws AppError UNAUTHENTICATED, ACCOUNT_CLOSING, LICENCE_INVALID, LICENCE_DEVICE
 */
export async function authenticateProgram(
  deps: Pick<Deps, 'db' | 'auth' | 'secrets' | 'publicUrl' | 'now'>,
  authorization: string | null,
  device: string | null = null,
): Promise<Program> {
  const bearer = readBearer(authorization);
  const shown = await readKey(deps, bearer, device);
  if (shown !== null) return findKey(deps, shown);
  const known = bearer === null ? null : await authenticate(deps, null, authorization);
  const workspaceId = known?.principal.onlyWorkspaceId ?? null;
  if (known === null || workspaceId === null) throw new AppError('UNAUTHENTICATED', NO_KEY);
  if (known.principal.deleteAfter !== null) throw new AppError('ACCOUNT_CLOSING');
  const { principal: person } = known;
  return { userId: person.userId, workspaceId, person, key: null, entry: null };
}

/** A key that is shown: by what it is found, and its tier, where it is a licence's. */
export type ShownKey = { hash: string; tier: LicenceTier | null };

/**
 * The API key or the licence of a bearer; null = neither. Of a licence it is looked up here whether it may be used.
 * @throws AppError LICENCE_INVALID, LICENCE_DEVICE
 */
export async function readKey(
  deps: Pick<Deps, 'db' | 'secrets' | 'now'>,
  bearer: string | null,
  device: string | null,
): Promise<ShownKey | null> {
  if (bearer === null) return null;
  if (looksLikeApiKey(bearer)) return { hash: hashApiKey(bearer), tier: null };
  if (!looksLikeLicence(bearer)) return null;
  const licence = await showLicence(deps, { key: bearer, deviceId: device });
  assertSeated(licence);
  return { hash: licence.keyHash, tier: licence.tier };
}

export const NO_KEY = {
  message:
    'Show an API key of this workspace (Authorization: Bearer gk_…) that is neither revoked nor expired.',
};

async function findKey(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  { hash, tier }: ShownKey,
): Promise<Program> {
  const { rows } = await db.execute<{ found: FoundProgram & FoundKey }>(
    sql`select jsonb_build_object('id', k.id, 'userId', k.user_id, 'workspaceId', k.workspace_id, 'scopes', k.scopes,
      'modelIds', k.model_ids, 'expiresAt', k.expires_at, 'lastUsedAt', k.last_used_at, 'deleteAfter', u.delete_after) as found
      from system.find_api_key(${hash}) k join users u on u.id = k.user_id`,
  );
  const [row] = rows;
  if (!row) throw new AppError('UNAUTHENTICATED', NO_KEY);
  return programOfKey(row.found, { ...row.found, tier }, now());
}

/**
 * The program that shows a key.
 * @throws AppError UNAUTHENTICATED where it has expired; ACCOUNT_CLOSING
 */
export function programOfKey(
  { userId, workspaceId, deleteAfter }: FoundProgram,
  { id, scopes, modelIds, expiresAt, lastUsedAt, tier }: FoundKey & Pick<ShownKey, 'tier'>,
  now: Date,
): Program {
  if (expiresAt !== null && new Date(expiresAt) <= now) {
    throw new AppError('UNAUTHENTICATED', NO_KEY);
  }
  if (deleteAfter !== null) throw new AppError('ACCOUNT_CLOSING');
  return {
    userId,
    workspaceId,
    person: null,
    key: {
      id,
      scopes: new Set(scopes.flatMap((name) => ApiKeyScope.safeParse(name).data ?? [])),
      modelIds: modelIds === null ? null : new Set(modelIds),
      lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
      tier,
    },
    entry: null,
  };
}

/** @throws AppError FORBIDDEN for a key that is not for this */
export function assertScope({ key }: Program, scope: ApiKeyScope): void {
  if (key === null || key.scopes.has(scope)) return;
  throw new AppError('FORBIDDEN', {
    message: `This key is not for this: it lacks the scope "${scope}".`,
  });
}

/** Whom a program stands for in its workspace. */
export function personOf({ userId, workspaceId, key }: Program) {
  const onlyModelIds = key?.modelIds ?? null;
  return {
    userId,
    workspaceId,
    onlyWorkspaceId: null,
    apiKeyId: key?.id ?? null,
    onlyModelIds,
    licenceTier: key?.tier ?? null,
  };
}

/**
 * Runs a verb as the program, in its workspace. Whose person was taken out there is UNAUTHENTICATED, as their keys are
 * revoked with it. keepsRole: as in enterWorkspace.
 */
export async function asProgram<T>(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  program: Program,
  request: RequestFacts,
  verb: (scope: Scope) => Promise<T>,
  { keepsRole = true }: { keepsRole?: boolean } = {},
): Promise<T> {
  let isMember = false;
  try {
    return await inWorkspace(deps, { ...personOf(program), keepsRole, request }, async (scope) => {
      isMember = true;
      const answer = await verb(scope);
      await noteUse(scope, program);
      return answer;
    });
  } catch (error) {
    const isNotFound = error instanceof AppError && error.code === 'NOT_FOUND';
    throw isNotFound && !isMember ? new AppError('UNAUTHENTICATED', NO_KEY) : error;
  }
}

/** Whether a use of the key at this time is already told by the one before. */
export function isUseNoted({ lastUsedAt }: { lastUsedAt: Date | null }, now: Date): boolean {
  return lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < USED_EVERY_MS;
}

async function noteUse({ tx, caller, now }: Scope, { key }: Program): Promise<void> {
  if (key === null || isUseNoted(key, now)) return;
  await tx
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(
      and(
        eq(apiKeys.tenantId, caller.tenantId),
        eq(apiKeys.workspaceId, caller.workspaceId),
        eq(apiKeys.id, key.id),
      ),
    );
}
