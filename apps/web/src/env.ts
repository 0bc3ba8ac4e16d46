import { parseSettings, type Settings } from '@geko/config/settings';

/** The one place of the web app that reads the environment. */
export function readEnv(): Settings & { appDatabaseUrl: string; isSecure: boolean } {
  const settings = parseSettings(process.env);
  if (settings.appDatabaseUrl === null) {
    throw new Error(
      'GEKO_APP_DATABASE_URL is missing: start the web app by `npm start` or `npm run dev`.',
    );
  }
  return {
    ...settings,
    appDatabaseUrl: settings.appDatabaseUrl,
    // Behind https the proxy in front says so; the cookie is then sent over https only.
    isSecure: process.env['GEKO_HTTPS'] === '1',
  };
}
