import { parseSettings } from '@geko/config/settings';
import { SettingsError } from '@geko/config/settings-error';
import { settingDocs } from '@geko/config/setting-docs';

export type WorkerEnv = { appUrl: string; jobsUrl: string };

/**
 * What the worker needs of the environment; no other file of it looks there.
 * @throws SettingsError that names everything missing or bad at once.
 */
export function readEnv(): WorkerEnv {
  const { appDatabaseUrl, jobsDatabaseUrl } = parseSettings(process.env);
  if (appDatabaseUrl !== null && jobsDatabaseUrl !== null) {
    return { appUrl: appDatabaseUrl, jobsUrl: jobsDatabaseUrl };
  }
  const missing = [
    ...(appDatabaseUrl === null ? ['GEKO_APP_DATABASE_URL'] : []),
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
