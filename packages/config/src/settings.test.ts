import { expect, test } from 'vitest';
import { describeSettings, settingDocs } from './setting-docs.ts';
import { SettingsError } from './settings-error.ts';
import { parseSettings } from './settings.ts';
import type { Environment } from './settings.ts';

function problemsOf(env: Environment): SettingsError {
  try {
    parseSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('These settings were accepted.');
}

test('an empty environment is a whole installation: embedded database, demo model, port 3000', () => {
  expect(parseSettings({})).toMatchObject({
    port: 3000,
    dataDir: '.data',
    databaseUrl: null,
    appDatabaseUrl: null,
    demo: true,
    demoUrl: null,
    providers: { openai: { keys: [], baseUrl: null }, compatible: { keys: [], baseUrl: null } },
  });
});

test('people find a fresh installation at localhost, without mail, without other ways in', () => {
  expect(parseSettings({ PORT: '4000' })).toMatchObject({
    publicUrl: 'http://localhost:4000',
    secret: null,
    smtpUrl: null,
    mailFrom: 'Geko <geko@localhost>',
    brand: { name: 'Geko', color: '#1f7a5c' },
    oauth: { google: null, github: null, oidc: null },
  });
});

test('what people are reached by and sign in with is read as it is given', () => {
  const settings = parseSettings({
    GEKO_URL: 'https://geko.example.com/',
    GEKO_SECRET: 'x'.repeat(32),
    SMTP_URL: 'smtps://mailer%40acme:pa%24s@mail.example.com:465',
    MAIL_FROM: 'Acme, Inc. <ai@acme.example>',
    GEKO_BRAND_NAME: 'Acme AI',
    GEKO_BRAND_COLOR: '#FFE14D',
    GOOGLE_CLIENT_ID: 'g',
    GOOGLE_CLIENT_SECRET: 'gs',
    GITHUB_CLIENT_ID: 'h',
    GITHUB_CLIENT_SECRET: 'hs',
    OIDC_ISSUER: 'https://login.example.com',
    OIDC_CLIENT_ID: 'o',
    OIDC_CLIENT_SECRET: 'os',
  });
  expect(settings).toMatchObject({
    publicUrl: 'https://geko.example.com',
    secret: 'x'.repeat(32),
    smtpUrl: 'smtps://mailer%40acme:pa%24s@mail.example.com:465',
    mailFrom: 'Acme, Inc. <ai@acme.example>',
    brand: { name: 'Acme AI', color: '#FFE14D' },
    oauth: {
      google: { clientId: 'g', clientSecret: 'gs' },
      github: { clientId: 'h', clientSecret: 'hs', url: 'https://github.com' },
      oidc: {
        clientId: 'o',
        clientSecret: 'os',
        issuer: 'https://login.example.com',
        name: 'Single sign-on',
      },
    },
  });
});

test.each(['geko@example.com', '<geko@example.com>', 'Gekö Müller <geko@bücher.example>'])(
  '%s is a sender',
  (mailFrom) => expect(parseSettings({ MAIL_FROM: mailFrom }).mailFrom).toBe(mailFrom),
);

test('set but empty is the same as not set', () => {
  const empty = Object.fromEntries(settingDocs.map(({ name }) => [name, ' ']));
  expect(parseSettings(empty)).toEqual(parseSettings({}));
});

test('keys are a comma list, and the demo model leaves when a provider has one', () => {
  const settings = parseSettings({
    OPENAI_API_KEYS: 'sk-a, sk-b',
    GROQ_BASE_URL: 'http://[::1]:1',
  });
  expect(settings.providers.openai.keys).toEqual(['sk-a', 'sk-b']);
  expect(settings.providers.groq).toEqual({ keys: [], baseUrl: 'http://[::1]:1' });
  expect(settings.demo).toBe(false);
});

test.each([
  [{ GEKO_DEMO: '1', OPENAI_API_KEYS: 'sk-a' }, true],
  [{ GEKO_DEMO: '0' }, false],
  [{ GEKO_DEMO: '' }, true],
])('GEKO_DEMO decides when given: %o', (env, demo) => {
  expect(parseSettings(env).demo).toBe(demo);
});

test('a demonstration is paid at a double, and never with a real key', () => {
  expect(parseSettings({ GEKO_DEMO: '1' }).isDemoPaid).toBe(true);
  expect(parseSettings({}).isDemoPaid).toBe(false);
  const own = { STRIPE_SECRET_KEY: 'sk_test_x', STRIPE_BASE_URL: 'http://127.0.0.1:1' };
  expect(parseSettings({ GEKO_DEMO: '1', ...own }).isDemoPaid).toBe(false);
  for (const real of [
    { STRIPE_SECRET_KEY: 'sk_test_x' },
    { ...own, STRIPE_SECRET_KEY: 'rk_live_x' },
  ]) {
    expect(problemsOf({ GEKO_DEMO: '1', ...real }).problems).toMatchObject([{ name: 'GEKO_DEMO' }]);
    expect(parseSettings({ GEKO_DEMO: '0', ...real }).stripe).not.toBeNull();
  }
});

test.each([
  [{ PORT: 'http' }, 'PORT'],
  [{ PORT: '0' }, 'PORT'],
  [{ PORT: '65536' }, 'PORT'],
  [{ DATABASE_URL: 'mysql://a/b' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'postgres://127.0.0.1:5432' }, 'DATABASE_URL'],
  [{ GEKO_DEMO: 'yes' }, 'GEKO_DEMO'],
  [{ OPENAI_API_KEYS: 'a,,b' }, 'OPENAI_API_KEYS'],
  [{ OPENAI_API_KEYS: 'a, a' }, 'OPENAI_API_KEYS'],
  [{ MISTRAL_API_KEYS: 'a b' }, 'MISTRAL_API_KEYS'],
  [{ ANTHROPIC_BASE_URL: 'api.example.com' }, 'ANTHROPIC_BASE_URL'],
  [{ GEKO_URL: 'geko.example.com' }, 'GEKO_URL'],
  [{ GEKO_URL: 'ftp://geko.example.com' }, 'GEKO_URL'],
  [{ GEKO_URL: 'https://geko.example.com/some/path' }, 'GEKO_URL'],
  [{ GEKO_URL: 'https://geko.example.com/?a=b' }, 'GEKO_URL'],
  [{ GEKO_URL: 'https://user:secret@geko.example.com' }, 'GEKO_URL'],
  [{ GEKO_SECRET: 'x'.repeat(31) }, 'GEKO_SECRET'],
  [{ SMTP_URL: 'mail.example.com' }, 'SMTP_URL'],
  [{ SMTP_URL: 'https://mail.example.com' }, 'SMTP_URL'],
  [{ SMTP_URL: 'smtp://' }, 'SMTP_URL'],
  [{ MAIL_FROM: 'Geko' }, 'MAIL_FROM'],
  [{ MAIL_FROM: 'Geko <geko@example.com>\r\nBcc: eve@evil.example' }, 'MAIL_FROM'],
  [{ MAIL_FROM: 'Ge\r\nko <geko@example.com>' }, 'MAIL_FROM'],
  [{ MAIL_FROM: 'a@example.com, b@example.com' }, 'MAIL_FROM'],
  [{ MAIL_FROM: 'A <a@example.com>, B <b@example.com>' }, 'MAIL_FROM'],
  [{ GEKO_BRAND_COLOR: 'green' }, 'GEKO_BRAND_COLOR'],
  [{ GEKO_BRAND_COLOR: '#fff' }, 'GEKO_BRAND_COLOR'],
  [{ GEKO_BRAND_NAME: 'x'.repeat(61) }, 'GEKO_BRAND_NAME'],
  [{ GOOGLE_CLIENT_ID: 'a' }, 'GOOGLE_CLIENT_SECRET'],
  [{ GOOGLE_CLIENT_SECRET: 'a' }, 'GOOGLE_CLIENT_ID'],
  [{ GITHUB_CLIENT_ID: 'a' }, 'GITHUB_CLIENT_SECRET'],
  [{ GITHUB_CLIENT_SECRET: 'a' }, 'GITHUB_CLIENT_ID'],
  [{ OIDC_ISSUER: 'https://a.b', OIDC_CLIENT_ID: 'a' }, 'OIDC_CLIENT_SECRET'],
  [{ OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b' }, 'OIDC_ISSUER'],
  [{ OIDC_ISSUER: 'https://a.b' }, 'OIDC_CLIENT_ID'],
  [{ OIDC_ISSUER: 'a', OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b' }, 'OIDC_ISSUER'],
  [
    { GITHUB_CLIENT_ID: 'a', GITHUB_CLIENT_SECRET: 'b', GITHUB_URL: 'github.example.com' },
    'GITHUB_URL',
  ],
  [{ COMPATIBLE_API_KEYS: 'a' }, 'COMPATIBLE_BASE_URL'],
  [{ GEKO_OUTBOUND_HOSTS: 'files.inside,' }, 'GEKO_OUTBOUND_HOSTS'],
  [{ GEKO_OUTBOUND_HOSTS: 'http://files.inside' }, 'GEKO_OUTBOUND_HOSTS'],
  [{ GEKO_OUTBOUND_HOSTS: 'files.inside/path' }, 'GEKO_OUTBOUND_HOSTS'],
  [{ GEKO_OUTBOUND_HOSTS: 'me@files.inside' }, 'GEKO_OUTBOUND_HOSTS'],
  [{ COMPATIBLE_API_KEYS: 'a', COMPATIBLE_BASE_URL: 'x' }, 'COMPATIBLE_BASE_URL'],
])('%o is refused', (env, name) => {
  expect(problemsOf(env).problems.map((problem) => problem.name)).toEqual([name]);
});

test('payments need a secret key; the address of a double may stand beside it', () => {
  expect(parseSettings({}).stripe).toBeNull();
  expect(parseSettings({ STRIPE_BASE_URL: 'http://127.0.0.1:1' }).stripe).toBeNull();
  expect(parseSettings({ STRIPE_SECRET_KEY: 'rk_live_x' }).stripe).toEqual({
    webhookSecret: null,
    secretKey: 'rk_live_x',
    baseUrl: null,
    isTaxAutomatic: false,
  });
  const taxed = { STRIPE_SECRET_KEY: 'rk_live_x', STRIPE_TAX: 'automatic' };
  expect(parseSettings(taxed).stripe).toMatchObject({ isTaxAutomatic: true });
  for (const key of ['pk_live_x', 'sk_live_', 'x', 'sk_test_a b']) {
    expect(() => parseSettings({ STRIPE_SECRET_KEY: key })).toThrow('STRIPE_SECRET_KEY must be');
  }
});

test('hosts of the own network are read as addresses spell them', () => {
  const { outboundHosts } = parseSettings({
    GEKO_OUTBOUND_HOSTS: 'Files.Inside, files.inside:80,10.0.0.7:9000, [FD00::7]',
  });
  expect(outboundHosts).toEqual(['files.inside', 'files.inside:80', '10.0.0.7:9000', '[fd00::7]']);
});

test('everything wrong is named at once, with what it is for and without its value', () => {
  const { message, problems } = problemsOf({
    PORT: 'http',
    DATABASE_URL: 'secret-words',
    COMPATIBLE_API_KEYS: 'sk-secret',
  });
  expect(problems.map(({ name }) => name).toSorted()).toEqual([
    'COMPATIBLE_BASE_URL',
    'DATABASE_URL',
    'PORT',
  ]);
  expect(message).toContain('PORT must be a port number from 1 to 65535 (TCP port of the web app)');
  expect(message).not.toContain('secret');
});

test('help names each setting for people, and only those', () => {
  for (const { name, isInternal } of settingDocs) {
    expect(describeSettings().includes(name)).toBe(!isInternal);
  }
});

test('a shop is its token, its tiers by product, and an address', () => {
  const { shops } = parseSettings({
    LEMONSQUEEZY_TOKEN: 'ls',
    LEMONSQUEEZY_WEBHOOK_SECRET: 'signed',
    LEMONSQUEEZY_TIERS: 'pro=123, team = 124,pro=125',
    GUMROAD_TOKEN: 'gr',
    GUMROAD_TIERS: 'api=32-nPAicqbLj8B_WswVlMw==',
    GUMROAD_URL: 'http://127.0.0.1:9000/',
  });
  expect(shops).toEqual({
    lemonsqueezy: {
      url: 'https://api.lemonsqueezy.com',
      token: 'ls',
      webhookSecret: 'signed',
      tiers: { '123': 'pro', '124': 'team', '125': 'pro' },
    },
    gumroad: {
      url: 'http://127.0.0.1:9000',
      token: 'gr',
      tiers: { '32-nPAicqbLj8B_WswVlMw==': 'api' },
    },
  });
  expect(parseSettings({}).shops).toEqual({ lemonsqueezy: null, gumroad: null });
});

test.each([
  [{ LEMONSQUEEZY_TOKEN: 'ls' }, ['LEMONSQUEEZY_TIERS', 'LEMONSQUEEZY_WEBHOOK_SECRET']],
  [{ GUMROAD_TOKEN: 'gr' }, ['GUMROAD_TIERS']],
  [{ GUMROAD_TOKEN: 'gr', GUMROAD_TIERS: 'gold=1' }, ['GUMROAD_TIERS']],
  [{ GUMROAD_TOKEN: 'gr', GUMROAD_TIERS: 'pro=1,team=1' }, ['GUMROAD_TIERS']],
  [{ GUMROAD_TOKEN: 'gr', GUMROAD_TIERS: 'pro' }, ['GUMROAD_TIERS']],
])('of a shop %j what is missing or wrong is named', (env, names) => {
  expect(problemsOf(env).problems.map(({ name }) => name)).toEqual(names);
});

test('local models are run where it is said so, and nowhere else', () => {
  expect(parseSettings({ OLLAMA_URL: 'http://ollama:1' }).localModels).toBeNull();
  expect(parseSettings({ GEKO_LOCAL_MODELS: 'server' }).localModels).toEqual({
    folder: 'models',
    ollamaUrl: 'http://127.0.0.1:11434',
    memoryMb: null,
    listFile: null,
  });
  const env = { GEKO_LOCAL_MODELS: 'yes', GEKO_LOCAL_MEMORY_MB: '7', GEKO_LOCAL_LIST: 'list.json' };
  const named = problemsOf(env).problems.map(({ name }) => name);
  expect(named.toSorted()).toEqual(Object.keys(env).toSorted());
});
