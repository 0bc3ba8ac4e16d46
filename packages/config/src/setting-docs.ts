import { providerNames, providerOrder } from './providers.ts';

/** One setting as it is told to people: in `--help`, in `.env.example`, in an error. */
export type SettingDoc = {
  name: string;
  /** What it is for, one sentence without a full stop. */
  purpose: string;
  /** What a start without it uses, in words. */
  fallback: string;
  example: string;
  /** Passed from the supervisor to its children; not for people. */
  isInternal: boolean;
};

const labels: Record<keyof typeof providerNames, string> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  google: 'Google Gemini',
  mistral: 'Mistral',
  deepseek: 'DeepSeek',
  groq: 'Groq',
  compatible: 'any server that speaks the OpenAI dialect (LiteLLM, vLLM, LibreChat)',
};

const general: SettingDoc[] = [
  {
    name: 'PORT',
    purpose: 'TCP port of the web app',
    fallback: '3000',
    example: '3000',
    isInternal: false,
  },
  {
    name: 'GEKO_DATA_DIR',
    purpose: 'folder for the embedded database, its passwords and the first sign-ins',
    fallback: '.data in the checkout',
    example: '.data',
    isInternal: false,
  },
  {
    name: 'DATABASE_URL',
    purpose:
      'a PostgreSQL 15 or newer to use; the role must own its database and may create roles (CREATEROLE)',
    fallback: 'an embedded PostgreSQL in the data folder',
    example: 'postgres://geko_owner:secret@127.0.0.1:5432/geko',
    isInternal: false,
  },
  {
    name: 'REDIS_URL',
    purpose: 'a Redis or Valkey in which rate limits are counted',
    fallback: 'they are counted in the database',
    example: 'redis://127.0.0.1:6379',
    isInternal: false,
  },
  {
    name: 'GEKO_RATE_LIMITS',
    purpose:
      'rate limits other than those that ship: operations and the seconds of their window, by the names in packages/contracts/src/rate-limits.ts',
    fallback: 'those that ship',
    example: 'call.key=1200/60, loginByAddress=60/900',
    isInternal: false,
  },
  {
    name: 'GEKO_DEMO',
    purpose:
      'the demonstration: 1 = offer the model that is not an AI, and let people pay at a double of Stripe, where no money moves (not with STRIPE_SECRET_KEY); 0 = neither',
    fallback: 'the model alone, when no provider has keys',
    example: '1',
    isInternal: false,
  },
];

const setting = (name: string, purpose: string, fallback: string, example: string): SettingDoc => ({
  name,
  purpose,
  fallback,
  example,
  isInternal: false,
});

const people: SettingDoc[] = [
  setting(
    'GEKO_URL',
    'where people reach Geko: in links of mails and as the address that identity providers send back to',
    'http://localhost and the port',
    'https://geko.example.com',
  ),
  setting(
    'GEKO_SECRET',
    'at least 32 random characters that access tokens and sealed data hang on; the same on every replica',
    'made at the first start, kept in the data folder',
    '5f0c…',
  ),
  setting(
    'GEKO_SEALING_KEYS',
    'what provider keys that operators enter are sealed with: 32 random bytes as base64; to change it, put the new one before the old one with a comma, restart, run geko keys reseal',
    'provider keys cannot be entered, only named (environment, files)',
    'b64…=',
  ),
  setting(
    'GEKO_SEALING_KEYS_FILE',
    'the same, from a file, one a line',
    'none',
    '/run/secrets/geko-sealing-keys',
  ),
  setting(
    'GEKO_SECRETS_DIR',
    'the folder of mounted secrets that provider keys may be read from',
    '/run/secrets',
    '/run/secrets',
  ),
  setting(
    'SMTP_URL',
    'the mail server, such as smtps://user:password@mail.example.com',
    'no mail goes out; on localhost a mailbox page shows it',
    'smtps://user:password@mail.example.com',
  ),
  setting('MAIL_FROM', 'the sender of mails', 'Geko <geko@localhost>', 'Geko <geko@example.com>'),
  setting('GEKO_BRAND_NAME', 'the name that mails carry', 'Geko', 'Acme AI'),
  setting('GEKO_BRAND_COLOR', 'the colour of buttons in mails', '#1f7a5c', '#1f7a5c'),
  setting(
    'STRIPE_SECRET_KEY',
    'the account at Stripe that payments go to: its secret key, or a restricted one',
    'payments are not set up; operators set plans and grant credit by hand',
    'sk_test_…',
  ),
  setting(
    'STRIPE_WEBHOOK_SECRET',
    'what Stripe signs its webhooks to /api/webhooks/stripe with; without it nobody can pay in the app',
    'none',
    'whsec_…',
  ),
  setting(
    'STRIPE_TAX',
    'tax on what is bought: automatic = Stripe Tax reckons it and asks for the address, once it is set up there; credit that buys itself is invoiced with it',
    'none',
    'automatic',
  ),
  setting(
    'STRIPE_BASE_URL',
    'another address for Stripe (a double, for tests and demonstrations)',
    "Stripe's own",
    'http://127.0.0.1:12111',
  ),
  setting(
    'GEKO_OUTBOUND_HOSTS',
    'hosts of your own network, some with a port, that what users name by its address (pictures) may be fetched from',
    'only from the public internet',
    'files.example.internal,10.0.0.7:9000',
  ),
  setting(
    'GEKO_LOCAL_MODELS',
    'server = this server runs small models itself (llama.cpp, or an Ollama that is running), which operators install at /admin/local',
    'it runs none',
    'server',
  ),
  setting(
    'GEKO_LOCAL_FOLDER',
    'folder of their files, within the data folder unless absolute; one server has it to itself',
    'models',
    'models',
  ),
  setting(
    'GEKO_LOCAL_MEMORY_MB',
    'the most memory that a local model may take, in megabytes',
    'three quarters of the machine',
    '8000',
  ),
  setting(
    'GEKO_LOCAL_LIST',
    'a JSON file of local models in the place of those that ship, as packages/local-models/src/read-model-list.ts reads it',
    'those that ship',
    '/etc/geko/local-models.json',
  ),
  setting(
    'OLLAMA_URL',
    'where an Ollama may be running whose models are offered as well',
    'http://127.0.0.1:11434',
    'http://127.0.0.1:11434',
  ),
  setting(
    'LEMONSQUEEZY_TOKEN',
    'licences sold in a Lemon Squeezy store: an API key of it',
    'nothing is sold there',
    'eyJ0eXAi…',
  ),
  setting(
    'LEMONSQUEEZY_WEBHOOK_SECRET',
    'what the store signs its webhooks with (to /api/webhooks/lemonsqueezy)',
    'none',
    'a-long-random-text',
  ),
  setting(
    'LEMONSQUEEZY_TIERS',
    'which variant of its products is which licence tier',
    'none',
    'pro=123456, team=123457',
  ),
  setting(
    'LEMONSQUEEZY_URL',
    'another address of its API',
    'https://api.lemonsqueezy.com',
    'https://api.lemonsqueezy.com',
  ),
  setting(
    'GUMROAD_TOKEN',
    'licences sold on Gumroad: an access token with view_sales (pings go to /api/webhooks/gumroad)',
    'nothing is sold there',
    'access-token',
  ),
  setting(
    'GUMROAD_TIERS',
    'which product is which licence tier',
    'none',
    'pro=32-nPAicqbLj8B_WswVlMw==',
  ),
  setting(
    'GUMROAD_URL',
    'another address of its API',
    'https://api.gumroad.com',
    'https://api.gumroad.com',
  ),
  setting('GOOGLE_CLIENT_ID', 'sign-in with Google: the client', 'no such button', 'client-id'),
  setting(
    'GOOGLE_CLIENT_SECRET',
    "sign-in with Google: the client's secret",
    'none',
    'client-secret',
  ),
  setting('GITHUB_CLIENT_ID', 'sign-in with GitHub: the client', 'no such button', 'client-id'),
  setting(
    'GITHUB_CLIENT_SECRET',
    "sign-in with GitHub: the client's secret",
    'none',
    'client-secret',
  ),
  setting(
    'GITHUB_URL',
    'a GitHub Enterprise Server',
    'https://github.com',
    'https://github.example.com',
  ),
  setting(
    'OIDC_ISSUER',
    'sign-in with any OpenID Connect issuer (Entra ID, Okta, Keycloak): its address',
    'no such button',
    'https://login.example.com',
  ),
  setting('OIDC_CLIENT_ID', 'sign-in with that issuer: the client', 'no such button', 'client-id'),
  setting(
    'OIDC_CLIENT_SECRET',
    "sign-in with that issuer: the client's secret",
    'none',
    'client-secret',
  ),
  setting('OIDC_NAME', 'the name on its button', 'Single sign-on', 'Example login'),
];

const providers: SettingDoc[] = providerOrder.flatMap((id) => {
  const isCompatible = id === 'compatible';
  return [
    {
      name: `${providerNames[id]}_API_KEYS`,
      purpose: `keys for ${labels[id]}, separated by commas`,
      fallback: 'the provider is switched off',
      example: 'key-one,key-two',
      isInternal: false,
    },
    {
      name: `${providerNames[id]}_BASE_URL`,
      purpose: isCompatible ? `address of ${labels[id]}` : `another address for ${labels[id]}`,
      fallback: isCompatible
        ? 'none; needed when COMPATIBLE_API_KEYS is set'
        : "the provider's own",
      example: isCompatible ? 'http://127.0.0.1:4000/v1' : 'https://proxy.example.com/v1',
      isInternal: false,
    },
  ];
});

const internal: SettingDoc[] = [
  {
    name: 'GEKO_APP_DATABASE_URL',
    purpose: 'address of the database for the application role, which owns nothing',
    fallback: 'none; the supervisor passes it to web and worker',
    example: 'postgres://geko_app:secret@127.0.0.1:5432/geko',
    isInternal: true,
  },
  {
    name: 'GEKO_JOBS_DATABASE_URL',
    purpose:
      "address of the database for the role that owns the job queue and sees no table of Geko's",
    fallback: 'none; the supervisor passes it to web and worker',
    example: 'postgres://geko_jobs:secret@127.0.0.1:5432/geko',
    isInternal: true,
  },
  {
    name: 'GEKO_DEMO_URL',
    purpose: 'address of the demonstration provider',
    fallback: 'none; the supervisor passes it to web and worker',
    example: 'http://127.0.0.1:4010',
    isInternal: true,
  },
];

/** Every setting there is. `parseSettings` reads these names and no others. */
export const settingDocs: readonly SettingDoc[] = [
  ...general,
  ...people,
  ...providers,
  ...internal,
];

/** The settings for people as text, aligned, for `--help`. */
export function describeSettings(): string {
  return settingDocs
    .filter((doc) => !doc.isInternal)
    .map(
      (doc) =>
        `  ${doc.name.padEnd(22)} ${doc.purpose}\n${' '.repeat(25)}without it: ${doc.fallback}`,
    )
    .join('\n');
}
