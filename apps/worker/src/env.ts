import { parseSettings, type Settings } from '@geko/config/settings';
import { SettingsError } from '@geko/config/settings-error';
import { settingDocs } from '@geko/config/setting-docs';

export type WorkerEnv = { appUrl: string; jobsUrl: string; secret: string; settings: Settings };

/**
 * What the worker needs of the environment; no other file of it looks there.
 * @throws SettingsError that names everything missing or bad at once.
 */
export function readEnv(): WorkerEnv {
  const settings = parseSettings(process.env);
  const { appDatabaseUrl, jobsDatabaseUrl, secret } = settings;
  if (appDatabaseUrl !== null && jobsDatabaseUrl !== null && secret !== null) {
    return { appUrl: appDatabaseUrl, jobsUrl: jobsDatabaseUrl, secret, settings };
  }
  const missing = [
    ...(appDatabaseUrl === null ? ['GEKO_APP_DATABASE_URL'] : []),
    ...(secret === null ? ['GEKO_SECRET'] : []),
    ...(jobsDatabaseUrl === null ? ['GEKO_JOBS_DATABASE_URL'] : []),
  ];
  throw new SettingsError(
    missing.map((name) => ({
      name,
      problem: 'is missing',
      purpose: settingDocs.find((doc) => doc.name === name)?.purpose ?? '',
    })),
  );
}
