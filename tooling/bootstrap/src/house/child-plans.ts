import { delimiter, join } from 'node:path';
import type { Settings } from '@geko/config/settings';
import { root } from '../root.ts';
import type { DemoStripe } from './demo-stripe.ts';
import { installationSecret } from './installation-secret.ts';
import type { ChildPlan } from './supervised-child.ts';

export type Mode = 'production' | 'development';

const graceMs = 10_000;

/**
 * The supervisor's environment as children get it. The owner's address stays behind: web and worker
 * can only ever act as roles that own nothing.
 */
function baseEnv(mode: Mode): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, ...env } = process.env;
  return {
    ...env,
    NODE_ENV: mode,
    NEXT_TELEMETRY_DISABLED: '1',
    // The web app ends its running answers itself before it exits.
    NEXT_MANUAL_SIG_HANDLE: 'true',
    PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
  };
}

/** The demonstration provider on a port that stays the same when it is started again. */
export function demoPlan(port: number): ChildPlan {
  return {
    name: 'demo',
    args: [join(root, 'tooling/fakes/provider/src/main.ts'), '--mode=demo', `--port=${port}`],
    cwd: root,
    // It needs no secrets, so it is given none.
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    graceMs: 2000,
  };
}

/** The web app and the worker, with what the supervisor found out for them. */
export function childPlans(facts: {
  mode: Mode;
  settings: Settings;
  dataDir: string;
  appUrl: string;
  jobsUrl: string;
  demoPort: number | null;
  /** null = people pay at Stripe, or not at all. */
  demoStripe: DemoStripe | null;
}): { web: ChildPlan; worker: ChildPlan } {
  const { mode, settings, demoStripe } = facts;
  const env: NodeJS.ProcessEnv = {
    ...baseEnv(mode),
    PORT: String(settings.port),
    GEKO_DATA_DIR: facts.dataDir,
    GEKO_SECRET: settings.secret ?? installationSecret(facts.dataDir),
    GEKO_APP_DATABASE_URL: facts.appUrl,
    GEKO_JOBS_DATABASE_URL: facts.jobsUrl,
    ...(demoStripe !== null && {
      STRIPE_SECRET_KEY: demoStripe.secretKey,
      STRIPE_WEBHOOK_SECRET: demoStripe.webhookSecret,
      STRIPE_BASE_URL: demoStripe.url,
    }),
    ...(facts.demoPort !== null && { GEKO_DEMO_URL: `http://127.0.0.1:${facts.demoPort}` }),
  };
  const web = join(root, 'apps/web');
  const worker = join(root, 'apps/worker');
  const watch = mode === 'development' ? ['--watch', '--watch-preserve-output'] : [];
  const port = String(settings.port);
  return {
    web: {
      name: 'web',
      args:
        mode === 'development'
          ? [join(web, 'node_modules/next/dist/bin/next'), 'dev', '-p', port]
          : [join(web, 'src/main.ts'), port],
      cwd: web,
      env,
      graceMs,
    },
    worker: {
      name: 'worker',
      args: [...watch, join(worker, 'src/main.ts')],
      cwd: worker,
      env,
      graceMs,
    },
  };
}
