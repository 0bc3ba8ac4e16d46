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
  [{ COMPATIBLE_API_KEYS: 'a' }, 'COMPATIBLE_BASE_URL'],
  [{ COMPATIBLE_API_KEYS: 'a', COMPATIBLE_BASE_URL: 'x' }, 'COMPATIBLE_BASE_URL'],
])('%o is refused', (env, name) => {
  expect(problemsOf(env).problems.map((problem) => problem.name)).toEqual([name]);
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
