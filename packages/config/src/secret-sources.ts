import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './settings.ts';

/** Longest secret that a file may hold, in characters. */
const MOST_CHARS = 10_000;
/** A variable that may hold keys; no other is ever read for one. */
const KEY_VARIABLE = /^([A-Z][A-Z0-9_]{0,60}_API_KEYS?)(?:#([1-9]\d{0,2}))?$/u;
const FILE_NAME = /^(?!\.)[A-Za-z0-9._-]{1,100}$/u;

/**
 * Reads secrets of provider keys from the environment of this process ("OPENAI_API_KEY", or one of a list:
 * "OPENAI_API_KEYS#2") and from the folder of mounted ones, by a file's name; nothing else of either. null = there is none.
 */
export function createSecretSources({ env, secretsDir }: { env: Environment; secretsDir: string }) {
  return {
    env(name: string): string | null {
      const [, variable = '', place = '1'] = KEY_VARIABLE.exec(name) ?? [];
      const keys = (env[variable] ?? '').split(',').map((key) => key.trim());
      return keys[Number(place) - 1] || null;
    },
    async file(name: string): Promise<string | null> {
      if (!FILE_NAME.test(name)) return null;
      try {
        const text = (await readFile(join(secretsDir, name), 'utf8')).trim();
        return text === '' || text.length > MOST_CHARS || /\s/u.test(text) ? null : text;
      } catch {
        return null;
      }
    },
  };
}
