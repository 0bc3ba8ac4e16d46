import { createServer } from 'node:http';
import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import next from 'next';
import { createLogger } from '@geko/telemetry/create-logger';
import { readEnv } from './env.ts';
import { answerFast } from './server/answer-fast.ts';
import { openLocalServer } from './server/local-server.ts';
import { wiring } from './server/wiring.ts';

/**
 * The web server of `npm start`, `node src/main.ts <port>`: one process and one port, in which Next serves everything but
 * the routes where each call's cost counts (answerFast). What a process has once is made here, before Next loads, whose
 * bundles then find it.
 */
const port = Number(process.argv[2]);
const local = await openLocalServer(readEnv(), createLogger({ name: 'web', level: 'info' }));
const deps = wiring(local);
const app = next({ dev: false, dir: resolve(import.meta.dirname, '..'), port });
await app.prepare();
const answer = app.getRequestHandler();

/** Longer than a proxy before us keeps a connection that it does not use: who closes first must not be us. */
const KEEP_ALIVE_MS = 75_000;

createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
  if (answerFast(deps, request, response)) return;
  answer(request, response).catch((error: unknown) => {
    deps.log.error({ error }, 'a page was not served');
    response.destroy();
  });
})
  .once('error', (error) => {
    deps.log.error({ error }, 'the web server does not listen');
    process.exit(1);
  })
  // Whoever is killed writes nothing at its end.
  .listen(port, () => flushCompileCache());
