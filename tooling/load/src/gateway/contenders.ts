import type { Contender } from './round.ts';
import type { Ours } from './ours.ts';
import type { Stoppable } from './stoppable.ts';
import { byKey, byPage, byPortkey, directly, inTurn, type Wanted } from './ways.ts';

/** All servers of a bench, which run from its beginning to its end. */
export type Bench = { upstream: Stoppable; portkey: Stoppable; ours: Ours };

export function direct({ upstream }: Bench, wanted: Wanted): Contender {
  return {
    name: 'direct',
    next: () => directly(upstream.url, wanted),
    server: null,
    postgresPid: null,
  };
}

export function portkey({ upstream, portkey: server }: Bench, wanted: Wanted): Contender {
  return {
    name: 'Portkey',
    next: () => byPortkey(server.url, upstream.url, wanted),
    server: { pid: server.pid, except: [] },
    postgresPid: null,
  };
}

export function ours(bench: Bench, wanted: Wanted, place: 'all' | 'hot'): Contender {
  const { house, people, hot } = bench.ours;
  const nextKey = inTurn(place === 'hot' ? hot.keys : people.flatMap(({ keys }) => keys));
  return {
    name: place === 'hot' ? 'Geko, 1 workspace' : `Geko, ${people.length} workspaces`,
    next: () => byKey(house.url, nextKey(), wanted),
    ...serversOf(bench),
  };
}

export function pages(bench: Bench, wanted: Wanted): Contender {
  const { house, people } = bench.ours;
  const nextPerson = inTurn(people);
  return {
    name: 'Geko, pages',
    next: () => byPage(house.url, nextPerson(), wanted),
    ...serversOf(bench),
  };
}

function serversOf({ ours: { pid, postgres } }: Bench) {
  return { server: { pid, except: [postgres.pid] }, postgresPid: postgres.pid };
}
