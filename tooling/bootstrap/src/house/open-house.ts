import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Settings } from '@geko/config/settings';
import { seed } from '@geko/services/seed/seed';
import { root } from '../root.ts';
import { banner } from './banner.ts';
import { buildWeb } from './build-web.ts';
import { childPlans, demoPlan } from './child-plans.ts';
import type { Mode } from './child-plans.ts';
import { planDemoStripe, stockDemoStripe } from './demo-stripe.ts';
import { HouseFile } from './house-file.ts';
import { openDatabase } from './open-database.ts';
import { SupervisedChild } from './supervised-child.ts';
import type { ChildPlan } from './supervised-child.ts';
import { waitForHealth } from './wait-for-health.ts';
import { freePort, requirePort } from './web-port.ts';

/** A house that stands: how to take it down in order, or at once. */
export type House = {
  /** Web, worker, demonstration provider, database: in this order, each waited for. Safe at any moment. */
  close: () => Promise<void>;
  /** By force and without waiting. */
  kill: () => void;
};

const healthTimeoutMs = { production: 60_000, development: 180_000 };

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sayFor(name: string, line: string): void {
  if (line.trim() !== '') say(`${name.padEnd(6)} | ${line}`);
}

/**
 * Starts everything: database, demonstration provider, worker, web; prints the banner when /health answers.
 * @param onGaveUp called when a child dies too often to go on.
 * @returns the house at once; `ready` settles when it serves, and rejects with the reason why it can't.
 */
export function openHouse(
  settings: Settings,
  mode: Mode,
  onGaveUp: (name: string) => void,
): House & { ready: Promise<void> } {
  const dataDir = resolve(root, settings.dataDir);
  const children: SupervisedChild[] = [];
  const undo: (() => Promise<void> | void)[] = [];
  const stopping = new AbortController();

  const begin = (house: HouseFile, plan: ChildPlan) => {
    stopping.signal.throwIfAborted();
    const child = new SupervisedChild(plan, {
      onLine: sayFor,
      onPid: (name, pid) => house.note(name, pid),
      onGaveUp,
    });
    children.push(child);
    undo.push(async () => await child.stop());
  };

  const open = async () => {
    const beganAt = performance.now();
    mkdirSync(dataDir, { recursive: true });
    const house = await HouseFile.claim(dataDir, settings.port);
    undo.push(() => house.release());
    await requirePort(settings.port);
    const isBuilt =
      mode === 'production'
        ? buildWeb(stopping.signal, (pid) => house.note('build', pid))
        : Promise.resolve();
    // Looked at below; a failure that comes sooner must not count as unhandled.
    isBuilt.catch(() => undefined);
    const database = await openDatabase(settings, dataDir, (line) => sayFor('database', line));
    undo.push(database.close);
    const { appUrl, jobsUrl, ownerUrl } = database;
    const { accounts, file } = await seed({
      appUrl,
      ownerUrl,
      dataDir,
      now: () => new Date(),
      newId: () => uuidv7(),
      newPassword: () => randomBytes(12).toString('base64url'),
    });
    const demoPort = settings.demo ? await freePort() : null;
    if (demoPort !== null) begin(house, demoPlan(demoPort));
    const demoStripe = settings.isDemoPaid ? await planDemoStripe(settings.port) : null;
    if (demoStripe !== null) {
      begin(house, demoStripe.plan);
      await stockDemoStripe(demoStripe, stopping.signal);
    }
    await isBuilt;
    const plans = childPlans({
      mode,
      settings,
      dataDir,
      appUrl,
      jobsUrl,
      demoPort,
      demoStripe,
    });
    begin(house, plans.worker);
    begin(house, plans.web);
    const health = `http://127.0.0.1:${settings.port}/health`;
    await waitForHealth(health, healthTimeoutMs[mode], stopping.signal);
    say(
      banner({
        settings,
        accounts,
        signInFile: file,
        database: database.place,
        demoStripeUrl: demoStripe?.url ?? null,
        readyAfterMs: performance.now() - beganAt,
      }),
    );
  };

  const ready = open();
  return {
    ready,
    close: async () => {
      stopping.abort();
      await ready.catch(() => undefined);
      for (const step of undo.splice(0).toReversed()) await step();
    },
    kill: () => children.forEach((child) => child.kill()),
  };
}
