/** A provider key with the name it may be called by; the key itself is never logged or stored. */
export type NamedKey = { alias: string; key: string };

export type KeyRing = { count: number; next(): NamedKey | null };

/** Takes a provider's keys in turn. Aliases count from one in the order of the setting: "openai-1". */
export function createKeyRing(providerId: string, keys: readonly string[]): KeyRing {
  const named = keys.map((key, index) => ({ alias: `${providerId}-${index + 1}`, key }));
  let turn = 0;
  return {
    count: named.length,
    next() {
      const key = named[turn % Math.max(1, named.length)];
      turn += 1;
      return key ?? null;
    },
  };
}
