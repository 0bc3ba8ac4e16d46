#!/usr/bin/env node
// Runs on whatever Node (20 or newer) the machine has, with nothing installed: makes sure that the packages of the
// lockfile are there, then hands over to the TypeScript entry under Node 24.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const bin = join(root, 'node_modules', '.bin');
const isWindows = process.platform === 'win32';

const entries = {
  start: {
    file: 'tooling/bootstrap/src/start.ts',
    readsEnvFile: true,
    about: 'build once, then serve Geko',
  },
  dev: {
    file: 'tooling/bootstrap/src/dev.ts',
    readsEnvFile: true,
    about: 'serve Geko and reload on every change',
  },
  test: { file: 'tooling/bootstrap/src/test.ts', about: 'every check and every test' },
  'test-crash': {
    file: 'tooling/crash/src/main.ts',
    about: 'kill -9 of the real server under load, 300 times',
  },
  'test-fuzz': {
    file: 'tooling/bootstrap/src/fuzz.ts',
    about: 'random inputs to every procedure and route, 5,000 each',
  },
  'test-database-failure': {
    file: 'tooling/bootstrap/src/database-failure.ts',
    about: '500 connections of the database killed under load, ten restarts',
  },
  'test-billing': {
    file: 'tooling/bootstrap/src/billing.ts',
    about: '1,000 purchases whose webhooks go wrong in every way, to two processes',
  },
  'test-invoices': {
    file: 'tooling/bootstrap/src/invoices.ts',
    about: 'a month of 10,000 calls is one invoice, by processes that are killed',
  },
  'test-money': {
    file: 'tooling/bootstrap/src/money.ts',
    about: 'money beside a ledger in memory, 5,000 lives; 100,000 holds that race',
  },
  check: {
    file: 'tooling/bootstrap/src/check.ts',
    about: 'lint, types, import rules, pure tests: seconds',
  },
  geko: { file: 'apps/cli/src/main.ts', readsEnvFile: true, about: "the operator's command line" },
  desktop: {
    file: 'apps/desktop/src/build/start.ts',
    readsEnvFile: true,
    about: 'the desktop app, built and started here',
  },
  'desktop-package': {
    file: 'apps/desktop/src/build/package.ts',
    readsEnvFile: true,
    about: 'packages of the desktop app: --platform=darwin|win32|linux --arch=x64|arm64 --dir',
  },
  'bench-start': {
    file: 'tooling/load/src/bench-start.ts',
    about: 'time npm start and npm test in a fresh clone',
  },
  'bench-web': {
    file: 'tooling/load/src/bench-web.ts',
    about: 'the pages in Chromium beside their budgets',
  },
  'bench-chat': {
    file: 'tooling/load/src/bench-chat.ts',
    about: 'the chat route beside the provider called directly',
  },
  'bench-gateway': {
    file: 'tooling/load/src/bench-gateway.ts',
    about: "programs' calls beside the provider called directly and beside Portkey's gateway",
  },
  'bench-strangers': {
    file: 'tooling/load/src/bench-strangers.ts',
    about: "the wait for another company's id beside that for one that is not there",
  },
  'bench-money': {
    file: 'tooling/load/src/bench-money.ts',
    about: 'holds a second beside a bare pair of statements, reports over millions of calls',
  },
  format: { program: 'oxfmt', args: [], about: 'format every file in place' },
  'db-generate': {
    program: 'drizzle-kit',
    args: ['generate'],
    folder: 'packages/db',
    about: 'write a migration for changed tables',
  },
};

function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

function usage() {
  const lines = Object.entries(entries).map(([name, { about }]) => `  ${name.padEnd(22)} ${about}`);
  return `Usage: node tooling/bootstrap/run.mjs <command> [arguments]\n\n${lines.join('\n')}\n`;
}

function requireNode20() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return;
  fail(`Geko needs Node 20 or newer to start; this is ${process.version}. See https://nodejs.org`);
}

/** Installs what the lockfile names, unless the stamp says that it was done with this very lockfile. */
function install() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const stampFile = join(root, 'node_modules', '.geko-stamp');
  const stamp = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .update(readFileSync(join(root, 'pnpm-workspace.yaml')))
    .update(`${process.platform} ${process.arch} ${packageManager}`)
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  process.stderr.write('Installing packages (once per lockfile) ...\n');
  const done = spawnSync(
    'npx',
    ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'],
    {
      cwd: root,
      encoding: 'utf8',
      shell: isWindows,
      maxBuffer: 1 << 28,
      // With NODE_ENV=production pnpm would leave out what builds.
      env: { ...process.env, CI: 'true', NODE_ENV: undefined },
    },
  );
  if (done.status !== 0) fail(explainInstall(done));
  writeFileSync(stampFile, stamp);
}

function explainInstall(done) {
  const output = `${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}`.trim();
  const isUnreachable =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network|ENOENT.*npx/i.test(output);
  const registry = spawnSync('npm', ['config', 'get', 'registry'], {
    encoding: 'utf8',
    shell: isWindows,
  });
  const hint = isUnreachable
    ? `The npm registry (${registry.stdout?.trim() || 'unknown'}) cannot be reached from here. Connect to the network, or name a\n` +
      'registry that can be reached: npm config set registry <address>. Then run the same command again.'
    : 'The packages could not be installed. The end of what was said is above.';
  return `${output.split('\n').slice(-25).join('\n')}\n\n${hint}`;
}

/**
 * Node 24 from the lockfile; else this very Node, when it is new enough to run TypeScript files. The program itself, not
 * node_modules/.bin/node: that one is a shell script, which would keep signals and the exit to itself.
 */
function chooseNode() {
  const platform = isWindows ? 'win' : process.platform;
  const folder = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin');
  const installed = join(folder, isWindows ? 'node.exe' : 'node');
  if (existsSync(installed) && spawnSync(installed, ['--version']).status === 0) {
    return { node: installed, path: `${folder}${delimiter}${bin}` };
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  // Type stripping needs no flag from 22.18 and 23.6 on.
  if (major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)) {
    return { node: process.execPath, path: `${dirname(process.execPath)}${delimiter}${bin}` };
  }
  return fail(
    `No Node 24 was installed for ${process.platform}-${process.arch}, and ${process.version} is too old to run Geko.\n` +
      'Install Node 24 from https://nodejs.org and run the same command again.',
  );
}

/** What to run for an entry: a TypeScript file under Node 24, or a program of node_modules/.bin. */
function commandOf(entry, node, args) {
  if (entry.file !== undefined) {
    const file = join(root, entry.file);
    // Settings may lie in .env (never committed); the environment proper wins. Tests must not depend on it.
    const envFile = join(root, '.env');
    const settings = entry.readsEnvFile && existsSync(envFile) ? [`--env-file=${envFile}`] : [];
    return { command: node, args: [...settings, file, ...args] };
  }
  const folder =
    entry.folder === undefined ? bin : join(root, entry.folder, 'node_modules', '.bin');
  const program = join(folder, isWindows ? `${entry.program}.cmd` : entry.program);
  return { command: program, args: [...entry.args, ...args] };
}

/** The parent of a process and what it runs; only Linux can be asked without another program. */
function lookAt(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return { parent, title: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return null;
  }
}

/** The process directly below npm: a shell or two may stand between it and us. */
function processBelowNpm() {
  for (let pid = process.pid; pid > 1;) {
    const parent = lookAt(pid)?.parent ?? 0;
    if (/\b(npm|pnpm|yarn)\b/.test(lookAt(parent)?.title.split('\0').slice(0, 2).join(' ') ?? ''))
      return pid;
    pid = parent;
  }
  return process.pid;
}

/** Calls `onOrphaned` once npm, which cannot pass its own SIGKILL on, is gone. */
function watchNpm(onOrphaned) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const below = processBelowNpm();
  const [parent, parentOfBelow] = [process.ppid, lookAt(below)?.parent];
  const timer = setInterval(() => {
    if (process.ppid === parent && lookAt(below)?.parent === parentOfBelow) return;
    clearInterval(timer);
    onOrphaned();
  }, 500);
  timer.unref();
}

/** Where processes keep what they have compiled, TypeScript above all, for the next: a start takes half the time. */
const compileCache = join(root, 'node_modules', '.cache', 'node');

/**
 * Runs the command and becomes its shadow: signals go down, the exit code comes up. The channel between the two tells
 * the command when we are killed.
 */
function handOver(entry, args) {
  const { node, path } = chooseNode();
  const run = commandOf(entry, node, args);
  const isTypeScript = entry.file !== undefined;
  const child = spawn(run.command, run.args, {
    cwd: entry.folder === undefined ? root : join(root, entry.folder),
    env: {
      NODE_COMPILE_CACHE: compileCache,
      ...process.env,
      PATH: `${path}${delimiter}${process.env.PATH ?? ''}`,
    },
    stdio: isTypeScript ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    shell: isWindows && !isTypeScript,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  watchNpm(() => child.kill('SIGTERM'));
  child.once('error', (error) => fail(`Could not start ${run.command}: ${error.message}`));
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

requireNode20();
const [name, ...args] = process.argv.slice(2);
const entry = name !== undefined && Object.hasOwn(entries, name) ? entries[name] : undefined;
if (entry === undefined) {
  const isHelp = name === undefined || name === '--help' || name === '-h';
  process[isHelp ? 'stdout' : 'stderr'].write(
    isHelp ? usage() : `Unknown command: ${name}\n\n${usage()}`,
  );
  process.exit(isHelp ? 0 : 1);
}
install();
handOver(entry, args);
