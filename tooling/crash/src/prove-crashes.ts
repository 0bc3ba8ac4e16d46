import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '@geko/db/embedded/start-embedded-postgres';
import { registerOn } from '@geko/house/load-person';
import { startHouse, type House } from '@geko/house/start-house';
import { startProvider, type Provider } from '@geko/house/start-provider';
import { reportTokens } from '@geko/house/start-watched-house';
import { createChance, type Chance } from './chance.ts';
import type { Evidence, ProviderCall } from './find-problems.ts';
import { startLoad } from './load.ts';
import { readBooks } from './read-books.ts';

export type CrashRun = Evidence & {
  /** From each kill to the first good /health, in milliseconds. */
  recoveriesMs: number[];
  /** The provider's token log beside the books, in one line. */
  tokenSummary: string;
};

/**
 * Of each plan: on pro every token is counted against limits, on paygo every token is charged. So many, that nobody
 * meets the rate limit of a person.
 */
const PEOPLE_A_PLAN = 9;
/** The supervisor gives up on a web server that dies six times within a minute; so this often all is killed instead. */
const WEB_KILLS_A_SUPERVISOR = 4;
/** A lease of 30 s, the sweeper's rhythm, and time to read. */
const PATIENCE_MS = 90_000;

/**
 * Runs the real thing (production build, supervisor, worker, Postgres), kills it under load again and
 * again, and brings back what clients, database and provider know when all leases have run out.
 */
export async function proveCrashes(options: {
  /** Where data and logs go. */
  folder: string;
  kills: number;
  seed: number;
  say: (line: string) => void;
}): Promise<CrashRun> {
  const { folder, kills, say } = options;
  const chance = createChance(options.seed);
  const undo: (() => Promise<void>)[] = [];
  try {
    const provider = await startProvider({ needsHolds: true });
    undo.push(provider.stop);
    const place = { folder, providerUrl: provider.url };
    let house = await startHouse(place);
    undo.push(async () => await house.stop());
    const database = await startEmbeddedPostgres({ dataDir: join(house.dataDir, 'postgres') });
    // It outlives a supervisor that was killed, and is left alone when no other follows.
    undo.splice(1, 0, database.stop);
    provider.askForHolds(database.ownerUrl);
    const people = [
      ...(await registerOn(house, 'pro', PEOPLE_A_PLAN)),
      ...(await registerOn(house, 'paygo', PEOPLE_A_PLAN)),
    ];
    const load = startLoad(people, createChance(options.seed + 1));
    const recoveriesMs: number[] = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      await sleep(chance.between(200, 1500));
      const victims = chooseVictims(kill, chance);
      const killedAt = performance.now();
      for (const victim of victims) await house.kill(victim);
      if (victims.includes('everything')) {
        house = await startHouse({ ...place, port: Number(new URL(house.url).port) });
      }
      await house.untilWell();
      recoveriesMs.push(performance.now() - killedAt);
      say(
        `kill ${String(kill).padStart(3)} (${victims.join(' and ')}): well after ${Math.round(recoveriesMs.at(-1) ?? 0)} ms`,
      );
    }
    say(
      'waiting until every message is read to its end, which abandoned ones are after their lease',
    );
    await load.finish(PATIENCE_MS);
    // All leases have run out and are settled by now; so nothing may be held, whoever died.
    const tokens = await reportTokens(database.ownerUrl, provider);
    return {
      messages: load.messages,
      books: await readBooks(database.ownerUrl),
      calls: await readCalls(provider),
      tokenProblems: tokens.problems,
      tokenSummary: tokens.summary,
      recoveriesMs,
    };
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

function chooseVictims(kill: number, chance: Chance): Parameters<House['kill']>[0][] {
  if (kill % (WEB_KILLS_A_SUPERVISOR + 1) === 0) return ['everything'];
  return chance.oneIn(4) ? ['web', 'worker'] : ['web'];
}

async function readCalls(provider: Provider): Promise<ProviderCall[]> {
  const entries = await provider.readArchive();
  return entries.map((entry) => ({ ...entry, turnId: entry.headers['x-geko-hold'] ?? 'no turn' }));
}
