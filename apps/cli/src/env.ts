import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProviderName } from '@geko/config/providers';
import { readSealingKeys } from '@geko/config/sealing-keys';
import { parseSettings } from '@geko/config/settings';
import type { StripeSettings } from '@geko/config/settings';

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));

export type CliEnv = {
  /** The owner's address of a database that somebody else runs; null = the embedded one. */
  databaseUrl: string | null;
  /** Absolute; where the embedded one lives. */
  dataDir: string;
};

/**
 * What the command line needs of the environment; no other file of it looks there.
 * @throws SettingsError that names everything bad at once.
 */
export function readEnv(): CliEnv {
  const { databaseUrl, dataDir } = parseSettings(process.env);
  return { databaseUrl, dataDir: resolve(CHECKOUT, dataDir) };
}

/**
 * What secrets of provider keys are sealed with, the current key first, and where each provider is reached.
 * @throws SettingsError; Error where the file of keys cannot be read.
 */
export function readSealing(): {
  keys: Buffer[];
  baseUrlOf: (provider: ProviderName) => string | null;
} {
  const settings = parseSettings(process.env);
  return {
    keys: readSealingKeys(settings),
    baseUrlOf: (provider) => settings.providers[provider].baseUrl,
  };
}

/**
 * The account at Stripe; null = none is set up.
 * @throws SettingsError
 */
export function readStripe(): StripeSettings | null {
  return parseSettings(process.env).stripe;
}
