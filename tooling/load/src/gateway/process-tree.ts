import { readdirSync, readFileSync } from 'node:fs';

/** The kernel's clock ticks: a hundred a second on every Linux that we know. */
const MS_A_TICK = 10;

type Stat = { pid: number; parent: number; cpuMs: number; residentBytes: number };

const PAGE_BYTES = 4096;

/** What /proc/<pid>/stat tells; CPU with that of children who have ended. */
function readStat(pid: number): Stat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const field = (index: number) => Number(fields[index]);
    return {
      pid,
      parent: field(1),
      cpuMs: (field(11) + field(12) + field(13) + field(14)) * MS_A_TICK,
      residentBytes: field(21) * PAGE_BYTES,
    };
  } catch {
    return null;
  }
}

/** A process and all below it, but for those below `except`. Linux only: elsewhere nothing is found, and all is zero. */
function treeOf(root: number, except: readonly number[]): Stat[] {
  const all = (process.platform === 'linux' ? readdirSync('/proc') : []).flatMap((name) =>
    /^\d+$/u.test(name) ? (readStat(Number(name)) ?? []) : [],
  );
  const found: Stat[] = [];
  const take = (stat: Stat): void => {
    if (except.includes(stat.pid)) return;
    found.push(stat);
    for (const below of all) if (below.parent === stat.pid) take(below);
  };
  const first = all.find(({ pid }) => pid === root);
  if (first) take(first);
  return found;
}

/** CPU that a tree of processes has used so far, in milliseconds. */
export function cpuMsOf(root: number, except: readonly number[] = []): number {
  return treeOf(root, except).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

/** Memory that a tree of processes has in use, in bytes. */
export function residentBytesOf(root: number, except: readonly number[] = []): number {
  return treeOf(root, except).reduce((sum, { residentBytes }) => sum + residentBytes, 0);
}
