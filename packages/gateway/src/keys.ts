/** A provider key with the name it may be called by; the key itself is never logged or stored. */
export type NamedKey = { alias: string; key: string };

export type KeyRing = {
  count: number;
  /** The next key in turn that does not rest; where all do, the one that is back soonest. null = there is no other. */
  next(now: number, tried?: ReadonlySet<string>): NamedKey | null;
  /** Leaves a key alone until then. */
  rest(alias: string, until: number): void;
};

/**
 * Takes a provider's keys in turn. Aliases count from one in the order of the setting: "openai-1". now and until:
 * milliseconds of one clock.
 */
export function createKeyRing(providerId: string, keys: readonly string[]): KeyRing {
  const named = keys.map((key, index) => ({ alias: `${providerId}-${index + 1}`, key, until: 0 }));
  let turn = 0;
  return {
    count: named.length,
    next(now, tried = new Set()) {
      const inTurn = named.map((_, index) => named[(turn + index) % named.length]);
      const others = inTurn.flatMap((key) => (key && !tried.has(key.alias) ? [key] : []));
      const [soonest] = others.toSorted((a, b) => a.until - b.until);
      const found = others.find(({ until }) => until <= now) ?? soonest;
      if (!found) return null;
      turn = (named.indexOf(found) + 1) % named.length;
      return { alias: found.alias, key: found.key };
    },
    rest(alias, until) {
      const found = named.find((key) => key.alias === alias);
      if (found) found.until = Math.max(found.until, until);
    },
  };
}
