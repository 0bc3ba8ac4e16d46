import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unauditedFiles } from './unaudited-files.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Code that finds a database at hand. */
const writing = (
  code: string,
) => `interface Db { insert(n: number): void; update(n: number): void; delete(n: number): void }
declare const tx: Db; declare const db: Db; declare const scope: { tx: Db };
declare const sql: (text: TemplateStringsArray, ...values: number[]) => void; ${code}`;
const audit = `import '../audit/write-audit.ts';`;
const ownAudit = `import './write-audit.ts';`;

const pricing = 'packages/domain/src/pricing.ts';
const exact = 'house/exact-money';
const globals = 'eslint/no-restricted-globals';
const imports = 'eslint/no-restricted-imports';

/**
 * Every fixture is a file in a room (named where its name matters), one line of code, and the rule that has to refuse it
 * (null = accepted, by the house's rules and by the one that is named after it).
 */
const fixtures: [path: string, code: string, rule: string | null, taken?: string][] = [
  ['packages/contracts/src', `import 'zod';`, null],
  ['packages/contracts/src', `import '@geko/domain/x';`, 'house/imports'],
  ['packages/contracts/src', `import 'react';`, 'house/imports'],
  ['packages/contracts/src', `import 'node:fs';`, 'house/imports'],
  ['packages/domain/src', `import '@geko/contracts/money';`, null],
  ['packages/domain/src', `import 'gpt-tokenizer/model/gpt-4o';`, null],
  ['packages/domain/src', `import '@geko/db/client';`, 'house/imports'],
  [
    'packages/domain/src',
    `import type { A } from '@geko/db/client'; export type B = A;`,
    'house/imports',
  ],
  ['packages/domain/src', `export * from '@geko/services/x';`, 'house/imports'],
  ['packages/domain/src', `export const load = () => import('@geko/services/x');`, 'house/imports'],
  ['packages/domain/src', `export type C = import('@geko/services/x').C;`, 'house/imports'],
  ['packages/domain/src', `import '../../db/src/client.ts';`, 'house/imports'],
  ['packages/domain/src', `import 'fs';`, 'house/imports'],
  ['packages/domain/src', `import 'zod';`, 'house/imports'],
  ['packages/domain/src', `export const now = () => Date.now();`, 'house/surroundings'],
  ['packages/domain/src', `export const now = () => new Date();`, 'house/surroundings'],
  ['packages/domain/src', `export const then = (at: number) => new Date(at);`, null],
  ['packages/domain/src', `export const dice = () => Math.random();`, 'house/surroundings'],
  ['packages/domain/src', `export const id = () => crypto.randomUUID();`, 'house/surroundings'],
  [
    'packages/services/src',
    `import { randomBytes } from 'node:crypto'; randomBytes(1);`,
    'house/surroundings',
  ],
  [
    'packages/services/src',
    `import { createHash } from 'node:crypto'; createHash('sha256');`,
    null,
  ],
  ['packages/services/src', `export const now = () => new Date();`, 'house/surroundings'],
  [pricing, `export const markup = 1.5;`, exact],
  [pricing, `export const markup = .5;`, exact],
  [pricing, `export const one = 1.;`, exact],
  [pricing, `export const markup = 15e-1;`, exact],
  [pricing, `export const much = 9007199254740993;`, exact],
  [pricing, `export const half = (cost: number) => cost / 2;`, exact],
  [pricing, `export const share = (a: number, b: number) => a / b;`, exact],
  [
    pricing,
    `export const share = (a: { cap: number }) => { const x = a.cap; return x / x; };`,
    exact,
  ],
  [pricing, `export const half = (cost: number) => { cost /= 2; return cost; };`, exact],
  [
    pricing,
    `export const f = (a: bigint) => a; export const g = (a: number, b: number) => a / b;`,
    exact,
  ],
  [
    pricing,
    `export const f = (a: number) => { const b = a - 1; const c = b; return c / a; };`,
    exact,
  ],
  [pricing, `export const f = (a: number) => Math.round(a);`, exact],
  [pricing, `export const f = (a: number) => Math['floor'](a);`, exact],
  [pricing, `export const f = (a: number, name: 'ceil') => Math[name](a);`, exact],
  [pricing, `const { trunc } = Math; export const f = (a: number) => trunc(a);`, exact],
  [pricing, `export const f = (a: string) => parseFloat(a);`, exact],
  [pricing, `export const f = (a: string) => Number.parseFloat(a);`, exact],
  [pricing, `export const f = (a: number) => a.toFixed(2);`, exact],
  [
    pricing,
    `export const f = (a: bigint, b: bigint) => { const c = a - b; return c / a + (-c) / b + BigInt(2) / c + c / 10n; };`,
    null,
  ],
  [pricing, `export const f = (a: number, b: number) => Math.min(a, b) % 1_000_000 + 1e9;`, null],
  ...[
    'admission',
    'choose-option',
    'judge-candidate',
    'ledger',
    'limits',
    'lots',
    'markup',
    'max-charge',
    'plan-offer',
    'price-list',
    'settlement',
    'unit-pricing',
    'usd-per-million',
    'what-if',
  ].map((name): [string, string, string] => [
    `packages/domain/src/${name}.ts`,
    'export const markup = 1.5;',
    exact,
  ]),
  ['packages/domain/src/pricing.test.ts', `export const markup = 1.5;`, null],
  ['packages/domain/src', `export const share = (a: number) => a / 1.5;`, null],
  ['packages/services/src/chat', writing('tx.insert(1);'), 'house/audited-verbs'],
  ['packages/services/src/chat', writing('void db.update(1);'), 'house/audited-verbs'],
  ['packages/services/src/chat', writing('scope.tx.delete(1);'), 'house/audited-verbs'],
  [
    'packages/services/src/chat',
    writing('sql`\n update turns set x = ${1}`;'),
    'house/audited-verbs',
  ],
  ['packages/services/src/chat', writing('sql`Insert  into turns`;'), 'house/audited-verbs'],
  ['packages/services/src/chat', writing(`${audit} tx.insert(1);`), null],
  ['packages/services/src/audit', writing(`${ownAudit} tx.insert(1);`), null],
  ['packages/services/src/chat', writing('new Map().delete(1); sql`select 1`;'), null],
  ['packages/services/src/testing', writing('tx.insert(1);'), null],
  ['packages/db/src', writing('tx.insert(1);'), null],
  ['packages/services/src', `import '@geko/api/x';`, 'house/imports'],
  ['packages/services/src', `import 'next/headers';`, 'house/imports'],
  ['packages/services/src', `import '@geko/web/x';`, 'house/imports'],
  ['packages/services/src', `import '@geko/fake-provider/main';`, 'house/imports'],
  ['packages/contracts/src', `export const key = process.env['KEY'];`, 'house/surroundings'],
  ['packages/db/src', `export const key = process.env.KEY;`, 'house/surroundings'],
  ['packages/db/src', `const { env } = process; export const key = env.KEY;`, 'house/surroundings'],
  [
    'packages/db/src',
    `import { env } from 'node:process'; export const key = env.KEY;`,
    'house/surroundings',
  ],
  ['packages/db/src', `import '@geko/domain/x';`, 'house/imports'],
  ['packages/db/src', `console.log('x');`, 'eslint/no-console'],
  ['packages/gateway/src', `import '@geko/db/client';`, 'house/imports'],
  ['packages/gateway/src', `import 'pg';`, 'house/imports'],
  ['packages/ui/src', `import '@geko/services/x';`, 'house/imports'],
  ['packages/ui/src', `import 'next/link';`, 'house/imports'],
  ['packages/auth/src', `import '@geko/services/x';`, 'house/imports'],
  ['packages/api/src', `import '@geko/db/schema/x';`, 'house/imports'],
  ['packages/api/src', `import 'drizzle-orm';`, 'house/imports'],
  ['packages/config/src', `import '@geko/db/client';`, 'house/imports'],
  ['packages/unheard-of/src', `import 'zod';`, 'house/imports'],
  ['apps/worker/src', `import '@geko/api/x';`, 'house/imports'],
  ['apps/worker/src', `import 'next/cache';`, 'house/imports'],
  ['apps/desktop/src', `import '@geko/ui/button';`, 'house/imports'],
  [
    'apps/cli/src',
    `import '@geko/services/x'; import '@geko/db/client'; import '@geko/config/x';`,
    null,
  ],
  ['apps/cli/src', `import '@geko/gateway/x';`, 'house/imports'],
  ['apps/web/src/features', `'use client'; import '@geko/api/root';`, 'house/imports'],
  ['apps/web/src/features', `'use client'; import '@geko/db/client';`, 'house/imports'],
  [
    'apps/web/src/features',
    `'use client'; import type { A } from '@geko/api/root'; export type B = A;`,
    null,
  ],
  ['apps/web/src/server', `import '@geko/api/root';`, null],
  ['apps/web/src/server', `export const key = process.env.KEY;`, 'house/surroundings'],
  ['apps/web/src/server', `export const mode = process.env.NODE_ENV;`, null],
  ['tooling/bootstrap/src', `export const key = process.env.KEY;`, null],
  ['packages/services/src', `export const f = (url: string) => fetch(url);`, globals],
  ['apps/web/src/app', `export const f = (url: string) => fetch(url);`, globals],
  ['packages/services/src', `export const f = (url: string) => new WebSocket(url);`, globals],
  [
    'packages/services/src',
    `export const f = globalThis.fetch;`,
    'eslint/no-restricted-properties',
  ],
  ['packages/api/src', `export const f = global['fetch'];`, 'eslint/no-restricted-properties'],
  ...[
    `import { request } from 'node:http'; request('http://a');`,
    `import * as http from 'http'; http.get('http://a');`,
    `import https from 'node:https'; https.get('https://a');`,
    `import { request } from 'undici'; void request('http://a');`,
    `export { get } from 'node:https';`,
    `import { connect } from 'node:net'; connect(80);`,
    `import net from 'node:net'; net.connect(80);`,
    `import * as tls from 'node:tls'; tls.connect(443);`,
  ].map((code): [string, string, string] => ['packages/auth/src', code, imports]),
  ['packages/auth/src', `import { isIP } from 'node:net'; isIP('a');`, null, imports],
  [
    'packages/auth/src',
    `import type { IncomingMessage } from 'node:http'; export type A = IncomingMessage;`,
    null,
    imports,
  ],
  [
    'packages/outbound/src/ask.ts',
    `import { request } from 'node:http'; request('a');`,
    null,
    imports,
  ],
  [
    'packages/gateway/src/upstreams.ts',
    `export const f = globalThis.fetch;`,
    null,
    'eslint/no-restricted-properties',
  ],
  ['packages/db/src', `const later = async () => 1; later();`, 'typescript/no-floating-promises'],
  ['packages/db/src', `export const f = (x: any) => x as string;`, 'typescript/no-explicit-any'],
  [
    'packages/db/src',
    `export const f = (x: string) => JSON.parse(x).a.b;`,
    'typescript/no-unsafe-member-access',
  ],
  ['packages/db/src', `export const f = async () => await 1;`, 'typescript/await-thenable'],
  [
    'packages/db/src',
    `[1].forEach(async () => { await Promise.resolve(); });`,
    'typescript/no-misused-promises',
  ],
  [
    'packages/db/src',
    `export const f = (x: 'a' | 'b') => { switch (x) { case 'a': return 1; } return 2; };`,
    'typescript/switch-exhaustiveness-check',
  ],
  [
    'packages/db/src',
    `import { Z } from './other.ts'; export type Y = Z;`,
    'typescript/consistent-type-imports',
  ],
  ['packages/db/src', `export const f = (x: number) => x == 1;`, 'eslint/eqeqeq'],
];

type Report = { diagnostics: { code: string; filename: string; message: string }[] };

let home: string;
let found: Map<string, string[]>;

function fileOf(index: number): string {
  const path = fixtures[index]?.[0] ?? '';
  return path.endsWith('.ts') ? `case-${index}/${path}` : `${path}/case-${index}.ts`;
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'geko-boundaries-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  for (const [index, [, code]] of fixtures.entries()) write(fileOf(index), `${code}\nexport {};\n`);
  write('packages/db/src/other.ts', 'export type Z = 1;\n');
  write(
    'packages/db/src/one.ts',
    `import { two } from './two.ts'; export const one = () => two;\n`,
  );
  write(
    'packages/db/src/two.ts',
    `import { one } from './one.ts'; export const two = () => one;\n`,
  );
  write(
    'packages/ui/src/hook.tsx',
    `import { useState } from 'react';
    export const Bad = ({ on }: { on: boolean }) => { if (on) useState(1); return <img src="x" />; };\n`,
  );
  write('packages/services/src/chat/lease.ts', `${writing('tx.update(1);')}\nexport {};\n`);
  write('packages/services/src/chat/switch-turn.ts', 'export const nothing = 1;\n');
  write(
    'packages/services/src/chat/parts-log.ts',
    `${audit} ${writing('tx.update(1);')}\nexport {};\n`,
  );
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: object;
  };
  write('tsconfig.json', JSON.stringify({ compilerOptions: { ...compilerOptions, types: [] } }));
  // The configuration's globs are relative to its folder, so the fixtures need a copy of it.
  const config = readFileSync(join(root, '.oxlintrc.json'), 'utf8');
  write('.oxlintrc.json', config.replace('"./tooling/', `"${root}/tooling/`));
  const program = join(root, 'node_modules/.bin/oxlint');
  const run = spawnSync(program, ['-f', 'json'], {
    cwd: home,
    // Where oxlint looks for its type-aware half when the folder has no node_modules.
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` },
    timeout: 60_000,
    encoding: 'utf8',
  });
  const report = JSON.parse(run.stdout) as Report;
  found = new Map();
  for (const { filename, code } of report.diagnostics) {
    // "typescript(no-explicit-any)" → "typescript/no-explicit-any"
    const rule = code.replace(/^(.*)\((.*)\)$/u, '$1/$2');
    found.set(filename, [...(found.get(filename) ?? []), rule]);
  }
}, 60_000);

afterAll(() => rmSync(home, { recursive: true, force: true }));

test.each(
  fixtures.map(([path, code, rule, taken], index) => [path, code, rule, index, taken] as const),
)('%s: %s → %s', (_path, _code, rule, index, taken) => {
  const rules = found.get(fileOf(index)) ?? [];
  if (rule !== null) expect(rules).toContain(rule);
  else expect(rules.filter((name) => name === taken || name.startsWith('house/'))).toEqual([]);
});

test('a circle of imports is refused', () => {
  expect(found.get('packages/db/src/one.ts')).toContain('import/no-cycle');
});

test('hooks in a condition and images without words are refused', () => {
  const rules = found.get('packages/ui/src/hook.tsx');
  expect(rules).toContain('react-hooks/rules-of-hooks');
  expect(rules).toContain('jsx-a11y/alt-text');
});

test('a file that may write without an audit line is on the list, and only while it does', () => {
  const house = (file: string) =>
    (found.get(`packages/services/src/chat/${file}`) ?? []).filter((name) =>
      name.startsWith('house/'),
    );
  expect(house('lease.ts')).toEqual([]);
  for (const file of ['switch-turn.ts', 'parts-log.ts']) {
    expect(house(file)).toEqual(['house/audited-verbs']);
  }
});

test('every file on that list exists', () => {
  const gone = Object.keys(unauditedFiles).filter(
    (file) => !existsSync(join(root, 'packages/services/src', file)),
  );
  expect(gone).toEqual([]);
});
