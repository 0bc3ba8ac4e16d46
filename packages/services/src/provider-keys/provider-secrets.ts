import { createHash } from 'node:crypto';
import type { KeyVault } from '@geko/auth/key-vault';
import type { NewSecret, ProviderKey, KeyedProviderId } from '@geko/contracts/provider-keys';
import type { providerKeys } from '@geko/db/schema/provider-keys';

/** Where the secrets of provider keys come from, in this process. */
export type ProviderSecrets = {
  sources: {
    /** A key of the environment, by its variable's name; null = there is none. */
    env(name: string): string | null;
    /** What a mounted file holds now; null = nothing. */
    file(name: string): Promise<string | null>;
  };
  vault: KeyVault;
  /** Where a provider is reached whose key does not say; null = at its own address. */
  baseUrlOf(provider: KeyedProviderId): string | null;
  /** The variables that have keys here, each with how many: they are in the pool without being added. */
  settled: readonly { provider: KeyedProviderId; variable: string; count: number }[];
};

export type KeyRow = typeof providerKeys.$inferSelect;

/** The stored reference to a secret: "env:OPENAI_API_KEYS#2", "file:openai", "sealed:". */
export function refOf(secret: NewSecret): string {
  return secret.driver === 'sealed' ? 'sealed:' : `${secret.driver}:${secret.name}`;
}

/** A reference in its parts; null = there is no secret. */
export function readRef(
  ref: string | null,
): Pick<NonNullable<ProviderKey['secret']>, 'driver' | 'name'> | null {
  const [, driver, name = ''] = /^(env|file|sealed):(.*)$/u.exec(ref ?? '') ?? [];
  if (driver === 'sealed') return { driver, name: null };
  return driver === 'env' || driver === 'file' ? { driver, name } : null;
}

/** Where a key's secret goes: its own address, else its provider's; null = that of the provider itself. */
export function destinationOf(
  { baseUrlOf }: Pick<ProviderSecrets, 'baseUrlOf'>,
  { provider, baseUrl }: Pick<KeyRow, 'provider' | 'baseUrl'>,
): string | null {
  return baseUrl ?? baseUrlOf(provider);
}

/** What a secret is sealed for: one key and one destination. Sent elsewhere, it does not open. */
export function sealPlace(
  secrets: Pick<ProviderSecrets, 'baseUrlOf'>,
  row: Pick<KeyRow, 'id' | 'provider' | 'baseUrl'>,
): string {
  return `${row.id} ${row.provider} ${destinationOf(secrets, row) ?? 'own'}`;
}

/** The secret of a key, from where its reference says; null = it cannot be had. sealed: what the vault has of it. */
export async function resolveSecret(
  secrets: Pick<ProviderSecrets, 'sources' | 'vault' | 'baseUrlOf'>,
  row: Pick<KeyRow, 'id' | 'provider' | 'baseUrl' | 'secretRef'>,
  sealed: string | null,
): Promise<string | null> {
  const ref = readRef(row.secretRef);
  switch (ref?.driver) {
    case 'env':
      return secrets.sources.env(ref.name ?? '');
    case 'file':
      return secrets.sources.file(ref.name ?? '');
    case 'sealed':
      return sealed === null ? null : secrets.vault.open(sealed, sealPlace(secrets, row));
    case undefined:
      return null;
  }
}

/** What may be told of a secret: its last four characters, and a mark by which it is known again. */
export function secretFacts(secret: string): { lastFour: string; fingerprint: string } {
  const fingerprint = createHash('sha256').update(secret).digest('hex').slice(0, 16);
  return { lastFour: secret.slice(-4), fingerprint };
}
