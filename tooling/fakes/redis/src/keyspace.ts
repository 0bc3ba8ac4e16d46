import type { Reply } from './resp.ts';

type Entry = { value: string; endsAt: number | null };

/** The commands on keys that the double knows, as redis.io describes them. now: milliseconds. */
export function createKeyspace(now: () => number) {
  const entries = new Map<string, Entry>();
  const find = (key: string): Entry | null => {
    const entry = entries.get(key) ?? null;
    if (entry === null || entry.endsAt === null || entry.endsAt > now()) return entry;
    entries.delete(key);
    return null;
  };
  const known: Record<string, (...args: string[]) => Reply> = {
    SET(key = '', value = '', ...options) {
      const named = options.map((option) => option.toUpperCase());
      if (named.includes('NX') && find(key) !== null) return null;
      const px = named.indexOf('PX');
      entries.set(key, { value, endsAt: px === -1 ? null : now() + Number(options[px + 1]) });
      return { simple: 'OK' };
    },
    INCRBY(key = '', by = '') {
      const entry = find(key) ?? { value: '0', endsAt: null };
      if (!/^-?\d+$/u.test(entry.value))
        return { error: 'ERR value is not an integer or out of range' };
      const value = Number(entry.value) + Number(by);
      entries.set(key, { ...entry, value: String(value) });
      return value;
    },
    PTTL(key = '') {
      const entry = find(key);
      if (entry === null) return -2;
      return entry.endsAt === null ? -1 : entry.endsAt - now();
    },
    PEXPIRE(key = '', ms = '') {
      const entry = find(key);
      if (entry === null) return 0;
      entries.set(key, { ...entry, endsAt: now() + Number(ms) });
      return 1;
    },
    DEL(...keys) {
      return keys.filter((key) => find(key) !== null && entries.delete(key)).length;
    },
  };
  return {
    /** The answer to a command; an error as Redis words it for one that the double does not know. */
    run(name: string, args: string[]): Reply {
      const command = known[name];
      return command ? command(...args) : { error: `ERR unknown command '${name}'` };
    },
  };
}
