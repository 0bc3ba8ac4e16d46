import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SESSION_COOKIE } from '@geko/contracts/session-cookie';
import { createOrder } from './in-order.ts';
import { removeFile, writeWhole } from './json-file.ts';
import { sessionCookie, type NewCookie } from './session-cookie.ts';

type SeenCookie = { name: string; value: string; domain?: string; expirationDate?: number };

/** Electron's cookies of the in-memory partition, as far as they are needed. */
export type CookieJar = {
  set(cookie: NewCookie): Promise<void>;
  remove(url: string, name: string): Promise<void>;
  on(
    event: 'changed',
    listener: (event: unknown, cookie: SeenCookie, cause: string, isRemoved: boolean) => void,
  ): unknown;
};

/** Electron's safeStorage, as far as it is needed: the system's keychain has the key. */
export type Vault = {
  isEncryptionAvailable(): boolean;
  /** Of Linux only; other systems have one keychain. */
  getSelectedStorageBackend?: () => string;
  encryptString(text: string): Buffer;
  decryptString(sealed: Buffer): string;
};

/** expiresAt: in seconds since 1970. */
const Kept = z.object({ value: z.string().min(1).max(500), expiresAt: z.number().nullable() });
type Kept = z.infer<typeof Kept>;

export type KeptSession = {
  /** Whether this machine has a keychain; without one people sign in at each start. */
  canKeep: boolean;
  /** Signs in again whoever was signed in when the app ended. Says whether there was somebody. */
  restore(): Promise<boolean>;
  /** Forgets it, here and in the pages. @returns the token that it was; null = there was none */
  forget(): Promise<string | null>;
};

/** On Linux without a keychain the "key" is a constant of Chromium's, which seals nothing. */
const bareBackends = new Set(['basic_text', 'unknown']);

/**
 * The session's cookie, which pages have in memory only: kept sealed by the system's keychain, and followed as it changes.
 * nowSeconds: since 1970.
 */
export function keepSession({
  jar,
  vault,
  folder,
  origin,
  nowSeconds,
  onError,
}: {
  jar: CookieJar;
  vault: Vault;
  folder: string;
  origin: string;
  nowSeconds: () => number;
  onError: (error: unknown) => void;
}): KeptSession {
  const path = join(folder, 'session.sealed');
  const { hostname } = new URL(origin);
  const canKeep =
    vault.isEncryptionAvailable() && !bareBackends.has(vault.getSelectedStorageBackend?.() ?? '');
  const inOrder = createOrder();
  let isForgetting = false;
  let current: string | null = null;

  const keep = (kept: Kept) => writeWhole(path, vault.encryptString(JSON.stringify(kept)));

  jar.on('changed', (_, { name, value, domain, expirationDate }, cause, isRemoved) => {
    if (name !== SESSION_COOKIE || domain?.replace(/^\./u, '') !== hostname) return;
    // What is replaced is told as removed first; its successor follows.
    if (isRemoved && cause === 'overwrite') return;
    const isGone = isRemoved || value === '';
    current = isGone ? null : value;
    if (!canKeep && !isRemoved) return;
    inOrder(() =>
      isGone || isForgetting
        ? removeFile(path)
        : keep({ value, expiresAt: expirationDate ?? null }),
    ).catch(onError);
  });

  async function readKept(): Promise<Kept | null> {
    const sealed = await readFile(path).catch(() => null);
    if (sealed === null || !canKeep) return null;
    try {
      return Kept.parse(JSON.parse(vault.decryptString(sealed)));
    } catch {
      // The keychain has another key, or the file was meddled with: either way it is of no use any more.
      return null;
    }
  }

  async function restore(): Promise<boolean> {
    const kept = await readKept();
    const isOver = kept?.expiresAt !== null && (kept?.expiresAt ?? 0) <= nowSeconds();
    if (kept === null || isOver) {
      await removeFile(path);
      return false;
    }
    await jar.set(sessionCookie(origin, kept));
    current = kept.value;
    return true;
  }

  return {
    canKeep,
    restore: () => inOrder(restore),
    async forget() {
      isForgetting = true;
      const token = current;
      try {
        await jar.remove(origin, SESSION_COOKIE);
        await inOrder(() => removeFile(path));
        current = null;
        return token;
      } finally {
        isForgetting = false;
      }
    },
  };
}
