/** As `node --cpu-prof` writes it; times in microseconds of the machine's monotonic clock. */
export type CpuProfile = {
  startTime: number;
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string };
    children?: number[];
  }[];
  samples: number[];
  timeDeltas: number[];
};

const WRITES = /^write(?:v|Buffer|Utf8String|Latin1String)$/u;

/** How long was spent where in a window of a profile, in milliseconds by place; what the process waited is in none. */
export function readProfile(
  { startTime, nodes, samples, timeDeltas }: CpuProfile,
  window: { fromUs: number; untilUs: number },
): Map<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  /** Whether something of this package asked for it. */
  const isOf = (id: number, inUrl: string) => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      if (byId.get(at)?.callFrame.url.includes(inUrl)) return true;
    }
    return false;
  };
  const placeOf = (id: number): string | null => {
    const { functionName, url } = byId.get(id)?.callFrame ?? { functionName: '', url: '' };
    if (functionName === '(idle)') return null;
    if (functionName === '(garbage collector)') return 'collecting garbage';
    if (url === '' && WRITES.test(functionName)) {
      return isOf(id, '/pg/lib/') ? 'writing to Postgres' : 'writing to callers and providers';
    }
    if (url.startsWith('node:')) return 'Node itself: HTTP, streams, timers';
    const [, dependency] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(url) ?? [];
    if (dependency !== undefined) return dependency;
    const [, room] = /\/((?:packages|apps)\/[^/]+)\//u.exec(url) ?? [];
    return room ?? 'V8';
  };
  const places = new Map<number, string | null>();
  const spent = new Map<string, number>();
  let atUs = startTime;
  for (const [index, id] of samples.entries()) {
    const took = timeDeltas[index] ?? 0;
    atUs += took;
    if (atUs < window.fromUs || atUs > window.untilUs) continue;
    if (!places.has(id)) places.set(id, placeOf(id));
    const place = places.get(id) ?? null;
    if (place !== null) spent.set(place, (spent.get(place) ?? 0) + took / 1000);
  }
  return spent;
}
