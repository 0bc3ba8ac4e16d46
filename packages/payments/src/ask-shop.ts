import type { z } from 'zod';
import { ShopError } from './shop.ts';

const PATIENCE_MS = 10_000;

/**
 * Reads JSON from a shop's API at the operator's address; null = the shop has nothing there (404).
 * What a shop says of an error goes nowhere, as it may repeat the key.
 * @throws ShopError away
 */
export async function askShop<Schema extends z.ZodType>(
  url: URL,
  { token, accept, schema }: { token: string; accept: string; schema: Schema },
): Promise<z.infer<Schema> | null> {
  const response = await send(url, { authorization: `Bearer ${token}`, accept });
  if (response.status === 404) return null;
  if (!response.ok) throw new ShopError('away', `${url.host} answered ${response.status}`);
  const said: unknown = await response.json().catch(() => undefined);
  const parsed = schema.safeParse(said);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ShopError('away', `${url.host} answered what cannot be read: ${field}`);
}

async function send(url: URL, headers: Record<string, string>): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return await fetch(url, { headers, signal, redirect: 'error' });
  } catch (cause) {
    throw new ShopError('away', `${url.host} did not answer`, { cause });
  }
}
