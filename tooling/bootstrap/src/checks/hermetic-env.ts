import { settingDocs } from '@geko/config/setting-docs';

/** The environment without any setting of Geko's: a test must not reach a real provider or somebody's database. */
export function hermeticEnv(): NodeJS.ProcessEnv {
  const settings = new Set(settingDocs.map((doc) => doc.name));
  const kept = Object.entries(process.env).filter(([name]) => !settings.has(name));
  return {
    ...Object.fromEntries(kept),
    NODE_ENV: 'test',
    NEXT_TELEMETRY_DISABLED: '1',
    TURBO_TELEMETRY_DISABLED: '1',
  };
}
