import { z } from 'zod';
import { licenceTierIds, type LicenceTier } from '@geko/contracts/licences';
import { RateOverrides } from '@geko/contracts/rate-limits';
import { providerNames, providerOrder } from './providers.ts';
import type { ProviderName } from './providers.ts';
import { isSealingKey, SEALING_KEY_RULE } from './sealing-keys.ts';
import { settingDocs } from './setting-docs.ts';
import { SettingsError } from './settings-error.ts';
import type { SettingProblem } from './settings-error.ts';

/** Keys of a provider (none = switched off) and an address other than its own. */
export type ProviderSettings = { keys: string[]; baseUrl: string | null };

/** The settings of one installation, checked. */
export type Settings = {
  port: number;
  /** As given: relative to the checkout unless absolute. */
  dataDir: string;
  /** The owner's address; null = run the embedded PostgreSQL. */
  databaseUrl: string | null;
  /** The application role's address, from the supervisor. */
  appDatabaseUrl: string | null;
  /** The address of the job queue's role, from the supervisor. */
  jobsDatabaseUrl: string | null;
  /** Whether the demonstration model is offered. */
  demo: boolean;
  /** Asked for, with no account at Stripe: people pay at a double of it, and no money moves. */
  isDemoPaid: boolean;
  /** Where the demonstration provider listens, from the supervisor. */
  demoUrl: string | null;
  providers: Record<ProviderName, ProviderSettings>;
  /** Where people reach Geko, without a slash at the end: in links of mails, as the OAuth callback. */
  publicUrl: string;
  /** What sealed data and access tokens hang on; null = the supervisor makes one in the data folder. */
  secret: string | null;
  /** What secrets of provider keys are sealed with, the current one first; none = none can be entered. */
  sealingKeys: string[];
  /** The same, from a file, one a line; null = there is none. */
  sealingKeysFile: string | null;
  /** The folder of mounted secrets that provider keys may be read from. */
  secretsDir: string;
  /** null = no mail server. */
  smtpUrl: string | null;
  /** The sender of mails, such as `Geko <geko@example.com>`. */
  mailFrom: string;
  brand: { name: string; color: string };
  /** Hosts inside the operator's own network that users may have fetched from, some with a port: "files.inside:9000". */
  outboundHosts: string[];
  /** Where rate limits are counted; null = in the database. */
  redisUrl: string | null;
  /** Rate limits other than those that ship. */
  rates: RateOverrides;
  /** null = payments are not set up. */
  stripe: StripeSettings | null;
  /** Where licences are sold; null = not set up. */
  shops: {
    lemonsqueezy: (ShopSettings & { webhookSecret: string }) | null;
    gumroad: ShopSettings | null;
  };
  /** Models that the server runs itself; null = none. */
  localModels: LocalModelSettings | null;
  /** Accounts elsewhere that may sign people in; null = not set up. */
  oauth: {
    google: OAuthClient | null;
    github: (OAuthClient & { url: string }) | null;
    oidc: (OAuthClient & { issuer: string; name: string }) | null;
  };
};

/** folder: as given, relative to the data folder unless absolute. memoryMb null = what the machine can spare. */
export type LocalModelSettings = {
  folder: string;
  ollamaUrl: string;
  memoryMb: number | null;
  /** A file that lists other models than those that ship; null = there is none. */
  listFile: string | null;
};

/** The account that money comes in on, and an address other than Stripe's. */
export type StripeSettings = {
  secretKey: string;
  baseUrl: string | null;
  /** null = nobody may pay in the app, as no webhook can be believed. */
  webhookSecret: string | null;
  /** Whether Stripe reckons the tax of what is paid on its pages. */
  isTaxAutomatic: boolean;
};

/** What an identity provider knows this installation by. */
export type OAuthClient = { clientId: string; clientSecret: string };

/** A shop's API, and the licence tier of each of its products that is one, by the product's id. */
export type ShopSettings = { url: string; token: string; tiers: Record<string, LicenceTier> };

export type Environment = Record<string, string | undefined>;

const port = z
  .string()
  .regex(/^\d{1,5}$/u, 'must be a port number from 1 to 65535')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65535, 'must be a port number from 1 to 65535');

const postgresUrl = z
  .url({
    protocol: /^postgres(ql)?$/u,
    error: 'must be an address that starts with postgres://',
  })
  .refine((value) => URL.parse(value)?.pathname !== '', 'must name a database after the host');

const httpUrl = z.url({
  protocol: /^https?$/u,
  error: 'must be an address that starts with http:// or https://',
});

const keyList = z
  .string()
  .transform((text) => text.split(',').map((key) => key.trim()))
  .refine((keys) => keys.every((key) => key !== ''), 'has an empty entry between its commas')
  .refine((keys) => keys.every((key) => !/\s/u.test(key)), 'has a space inside a key')
  .refine((keys) => new Set(keys).size === keys.length, 'names the same key twice');

/** "files.inside", "10.0.0.7:9000", "[fd00::7]": as URLs spell them. */
const hostList = z.string().transform((text, context) =>
  text.split(',').map((entry) => {
    const written = entry.trim();
    const port = /:\d+$/u.exec(written)?.[0] ?? '';
    const url = URL.parse(`http://${written}`);
    if (url === null || url.href !== `${url.origin}/` || written === '') {
      context.addIssue('must be hosts, some with a port, separated by commas');
      return z.NEVER;
    }
    return `${url.hostname}${port}`;
  }),
);

/** Geko lives at the root of a host, and links begin with this. */
const publicUrl = httpUrl.refine((value) => {
  const url = URL.parse(value);
  return url !== null && url.href === `${url.origin}/`;
}, 'must be a scheme, a host and a port at most, such as https://geko.example.com');

const smtpUrl = z
  .url({
    protocol: /^smtps?$/u,
    error: 'must be an address that starts with smtp:// or smtps://',
  })
  .refine((value) => URL.parse(value)?.hostname !== '', 'must name a host');

const redisUrl = z
  .url({
    protocol: /^rediss?$/u,
    error: 'must be an address that starts with redis:// or rediss://',
  })
  .refine((value) => URL.parse(value)?.hostname !== '', 'must name a host');

const secret = z.string().min(32, 'must have at least 32 characters');

/** 256 bits, as base64 or hexadecimal digits: the current one, then those before it. */
const sealingKeyList = z
  .string()
  .transform((text) => text.split(',').map((key) => key.trim()))
  .refine((keys) => keys.every(isSealingKey), SEALING_KEY_RULE);

const mailFrom = z.string().regex(/^(?:[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/u, {
  error: 'must be an address, or a name and an address such as Geko <geko@example.com>',
});

/** A secret key, or a restricted one; the publishable key is another. */
const stripeKey = z
  .string()
  .regex(/^(sk|rk)_(test|live)_\S+$/u, 'must be a secret key, such as sk_test_… or rk_live_…');

const hexColor = z.string().regex(/^#[0-9a-f]{6}$/iu, 'must be a colour such as #2f6f4f');

/** "pro=12345, team=12346": which product of a shop is which tier. */
const shopTiers = z.string().transform((text, context) => {
  const tiers: Record<string, LicenceTier> = {};
  for (const entry of text.split(',').map((part) => part.trim())) {
    const [named = '', product = '', ...rest] = entry.split('=').map((part) => part.trim());
    const tier = licenceTierIds.find((known) => known === named);
    // Ids of products may end in the signs of base64.
    const id = [product, ...rest].join('=');
    if (tier === undefined || product === '' || id in tiers) {
      context.addIssue(
        `must be a list such as pro=12345, team=12346, each product once; tiers are ${licenceTierIds.join(', ')}`,
      );
      return z.NEVER;
    }
    tiers[id] = tier;
  }
  return tiers;
});

const absolutePath = z.string().regex(/^(?:\/|[a-z]:[\\/])/iu, 'must be an absolute path');

const localChoice = z.enum(['server'], { error: 'must be server, or absent' });

const megabytes = z
  .string()
  .regex(/^[1-9]\d{2,6}$/u, 'must be a number of megabytes, from 100 on')
  .transform(Number);

const demoChoice = z.enum(['0', '1'], { error: 'must be 1 or 0' });

/** Reads settings one by one and remembers what was wrong, so that all problems are told at once. */
function readerOf(env: Environment) {
  const problems: SettingProblem[] = [];
  const complain = (name: string, problem: string) => {
    const purpose = settingDocs.find((doc) => doc.name === name)?.purpose ?? '';
    problems.push({ name, problem, purpose });
  };
  /** An empty value counts as none: compose files and CI systems set empty variables. */
  const read = <Value>(name: string, schema: z.ZodType<Value>): Value | null => {
    const text = env[name]?.trim() ?? '';
    if (text === '') return null;
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    complain(name, parsed.error.issues[0]?.message ?? 'is not valid');
    return null;
  };
  return { problems, complain, read };
}

/**
 * Checks the settings of an environment.
 * @throws SettingsError that names every missing or bad setting at once, with what each is for.
 */
export function parseSettings(env: Environment): Settings {
  const { problems, complain, read } = readerOf(env);
  const readProvider = (id: ProviderName): ProviderSettings => ({
    keys: read(`${providerNames[id]}_API_KEYS`, keyList) ?? [],
    baseUrl: read(`${providerNames[id]}_BASE_URL`, httpUrl),
  });
  const providers = Object.fromEntries(providerOrder.map((id) => [id, readProvider(id)])) as Record<
    ProviderName,
    ProviderSettings
  >;
  const hasCompatibleUrl = (env.COMPATIBLE_BASE_URL?.trim() ?? '') !== '';
  if (providers.compatible.keys.length > 0 && !hasCompatibleUrl) {
    complain('COMPATIBLE_BASE_URL', 'is missing, but COMPATIBLE_API_KEYS is set');
  }
  const hasKeys = providerOrder.some((id) => providers[id].keys.length > 0);
  const demo = read('GEKO_DEMO', demoChoice);
  const readClient = (prefix: string): OAuthClient | null => {
    const clientId = read(`${prefix}_CLIENT_ID`, z.string());
    const clientSecret = read(`${prefix}_CLIENT_SECRET`, z.string());
    if (clientId !== null && clientSecret !== null) return { clientId, clientSecret };
    if (clientId !== null)
      complain(`${prefix}_CLIENT_SECRET`, `is missing, but ${prefix}_CLIENT_ID is set`);
    if (clientSecret !== null)
      complain(`${prefix}_CLIENT_ID`, `is missing, but ${prefix}_CLIENT_SECRET is set`);
    return null;
  };
  const github = readClient('GITHUB');
  const oidc = readClient('OIDC');
  const issuer = read('OIDC_ISSUER', httpUrl);
  if (oidc !== null && issuer === null && (env['OIDC_ISSUER']?.trim() ?? '') === '') {
    complain('OIDC_ISSUER', 'is missing, but OIDC_CLIENT_ID is set');
  }
  const isOidcBegun = issuer !== null && oidc === null;
  if (isOidcBegun && !problems.some(({ name }) => name.startsWith('OIDC_CLIENT'))) {
    complain('OIDC_CLIENT_ID', 'is missing, but OIDC_ISSUER is set');
  }
  const stripeSecret = read('STRIPE_SECRET_KEY', stripeKey);
  const stripeBaseUrl = read('STRIPE_BASE_URL', httpUrl);
  const isReal = stripeSecret !== null && (stripeBaseUrl === null || /_live_/u.test(stripeSecret));
  if (demo === '1' && isReal) {
    complain('GEKO_DEMO', 'is 1, but STRIPE_SECRET_KEY is set: a demonstration takes no money');
  }
  const stripeWebhookSecret = read('STRIPE_WEBHOOK_SECRET', z.string());
  const stripeTax = read('STRIPE_TAX', z.enum(['automatic', 'none']));
  const readShop = (prefix: string, home: string): ShopSettings | null => {
    const token = read(`${prefix}_TOKEN`, z.string());
    const tiers = read(`${prefix}_TIERS`, shopTiers);
    const url = (read(`${prefix}_URL`, httpUrl) ?? home).replace(/\/+$/u, '');
    if (token === null) return null;
    if (tiers === null && (env[`${prefix}_TIERS`]?.trim() ?? '') === '') {
      complain(`${prefix}_TIERS`, `is missing, but ${prefix}_TOKEN is set`);
    }
    return { url, token, tiers: tiers ?? {} };
  };
  const lemonsqueezy = readShop('LEMONSQUEEZY', 'https://api.lemonsqueezy.com');
  const webhookSecret = read('LEMONSQUEEZY_WEBHOOK_SECRET', z.string());
  if (lemonsqueezy !== null && webhookSecret === null) {
    complain('LEMONSQUEEZY_WEBHOOK_SECRET', 'is missing, but LEMONSQUEEZY_TOKEN is set');
  }
  const localModels: LocalModelSettings = {
    folder: read('GEKO_LOCAL_FOLDER', z.string()) ?? 'models',
    ollamaUrl: read('OLLAMA_URL', httpUrl) ?? 'http://127.0.0.1:11434',
    memoryMb: read('GEKO_LOCAL_MEMORY_MB', megabytes),
    listFile: read('GEKO_LOCAL_LIST', absolutePath),
  };
  const ownPort = read('PORT', port) ?? 3000;
  const settings: Settings = {
    port: ownPort,
    dataDir: read('GEKO_DATA_DIR', z.string()) ?? '.data',
    databaseUrl: read('DATABASE_URL', postgresUrl),
    appDatabaseUrl: read('GEKO_APP_DATABASE_URL', postgresUrl),
    jobsDatabaseUrl: read('GEKO_JOBS_DATABASE_URL', postgresUrl),
    demo: demo === null ? !hasKeys : demo === '1',
    isDemoPaid: demo === '1' && stripeSecret === null,
    demoUrl: read('GEKO_DEMO_URL', httpUrl),
    providers,
    publicUrl: (read('GEKO_URL', publicUrl) ?? `http://localhost:${ownPort}`).replace(/\/+$/u, ''),
    secret: read('GEKO_SECRET', secret),
    sealingKeys: read('GEKO_SEALING_KEYS', sealingKeyList) ?? [],
    sealingKeysFile: read('GEKO_SEALING_KEYS_FILE', z.string()),
    secretsDir: read('GEKO_SECRETS_DIR', z.string()) ?? '/run/secrets',
    smtpUrl: read('SMTP_URL', smtpUrl),
    mailFrom: read('MAIL_FROM', mailFrom) ?? 'Geko <geko@localhost>',
    brand: {
      name: read('GEKO_BRAND_NAME', z.string().max(60)) ?? 'Geko',
      color: read('GEKO_BRAND_COLOR', hexColor) ?? '#1f7a5c',
    },
    outboundHosts: read('GEKO_OUTBOUND_HOSTS', hostList) ?? [],
    redisUrl: read('REDIS_URL', redisUrl),
    rates: read('GEKO_RATE_LIMITS', RateOverrides) ?? {},
    stripe:
      stripeSecret === null
        ? null
        : {
            secretKey: stripeSecret,
            baseUrl: stripeBaseUrl,
            webhookSecret: stripeWebhookSecret,
            isTaxAutomatic: stripeTax === 'automatic',
          },
    shops: {
      lemonsqueezy: lemonsqueezy && { ...lemonsqueezy, webhookSecret: webhookSecret ?? '' },
      gumroad: readShop('GUMROAD', 'https://api.gumroad.com'),
    },
    localModels: read('GEKO_LOCAL_MODELS', localChoice) === null ? null : localModels,
    oauth: {
      google: readClient('GOOGLE'),
      github: github && { ...github, url: read('GITHUB_URL', httpUrl) ?? 'https://github.com' },
      oidc:
        oidc !== null && issuer !== null
          ? {
              ...oidc,
              issuer,
              name: read('OIDC_NAME', z.string().max(40)) ?? 'Single sign-on',
            }
          : null,
    },
  };
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}
