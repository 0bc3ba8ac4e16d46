import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { wav } from '@geko/fake-provider/media/sound';
import { curlOf } from './rest/curl-of.ts';
import type { Endpoint } from './rest/endpoint.ts';
import { apiDocument } from './rest/openapi-route.ts';
import { endpoints } from './rest/rest-table.ts';
import { openCompany, tokenOfOperator, type RestCompany } from './testing/rest-world.ts';
import { serveHouse } from './testing/serve-house.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';

const CURL = '/usr/bin/curl';
const hasCurl = existsSync(CURL);
if (!hasCurl) process.stderr.write(`SKIPPED: no example was called, as there is no ${CURL}\n`);
const run = promisify(execFile);

let house: TestHouse;
let served: Awaited<ReturnType<typeof serveHouse>>;
let company: RestCompany;
let operator: string;
let folder: string;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  served = await serveHouse(house);
  company = await openCompany(house);
  operator = await tokenOfOperator(house);
  folder = await mkdtemp(path.join(tmpdir(), 'geko-examples-'));
  await writeFile(path.join(folder, 'speech.wav'), wav(2));
  // The commands stay as they are shown; that the status is told as well is a setting of the one who runs them.
  await writeFile(path.join(folder, '.curlrc'), 'silent\nwrite-out = "\\n%{http_code}"\n');
});
afterAll(async () => {
  await served.close();
  await house.close();
  await rm(folder, { recursive: true });
});

/** Who hands a workspace on, or removes it, has none to go on with. */
const isLast = ({ access }: Endpoint): boolean =>
  access.kind === 'person' && access.permission !== null;

/** What a command says, and the status that it got. */
async function shell(
  command: string,
  { key }: RestCompany,
  { token, variables }: { token: string; variables: Record<string, string> },
): Promise<{ status: number; said: string }> {
  const { stdout } = await run('sh', ['-c', command], {
    cwd: folder,
    env: {
      NODE_ENV: 'test',
      PATH: '/usr/bin:/bin',
      CURL_HOME: folder,
      GEKO_URL: served.url,
      GEKO_API_KEY: key,
      GEKO_ACCESS_TOKEN: token,
      ...variables,
    },
  });
  const end = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(end + 1)), said: stdout.slice(0, end) };
}

test.skipIf(!hasCurl).each(endpoints)(
  'the example of $method $path answers as its contract says',
  async (endpoint) => {
    const at = isLast(endpoint) ? await openCompany(house) : company;
    const variables = Object.fromEntries(await at.variablesFor(endpoint));
    const token = endpoint.access.kind === 'operator' ? operator : at.token;
    const { status, said } = await shell(curlOf(endpoint), at, { token, variables });
    expect({ status, said }).toMatchObject({ status: endpoint.status });
    if (typeof endpoint.output === 'string') return;
    const body: unknown = JSON.parse(said);
    expect(endpoint.output.parse(body)).toEqual(body);
  },
);

const posted = endpoints.filter(({ method }) => method === 'POST');

test.skipIf(!hasCurl).each(posted)(
  '$method $path takes an Idempotency-Key, or does not, as the document says',
  async (endpoint) => {
    const at = isLast(endpoint) ? await openCompany(house) : company;
    const variables = Object.fromEntries(await at.variablesFor(endpoint));
    const token = endpoint.access.kind === 'operator' ? operator : at.token;
    const command = curlOf(endpoint).replace('curl', "curl -H 'Idempotency-Key: a b'");
    const { status, said } = await shell(command, at, { token, variables });
    const told = apiDocument().paths[endpoint.path]?.['post']?.parameters ?? [];
    const isTold = told.some(
      ({ name, in: place }) => name === 'Idempotency-Key' && place === 'header',
    );
    // What is no JSON goes into a file.
    const isRefused =
      said.includes('Idempotency-Key: has 1 to 255') || (status === 400 && said === '');
    expect(isRefused, said).toBe(isTold);
    expect(status, said).toBe(isTold ? 400 : endpoint.status);
  },
);
