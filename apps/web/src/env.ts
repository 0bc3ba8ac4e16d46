import { parseSettings, type Settings } from '@geko/config/settings';

/** The one place of the web app that reads the environment. */
export function readEnv(): Settings & {
  appDatabaseUrl: string;
  secret: string;
  isSecure: boolean;
} {
  const settings = parseSettings(process.env);
  const { appDatabaseUrl, secret } = settings;
  if (appDatabaseUrl === null || secret === null) {
    const name = secret === null ? 'GEKO_SECRET' : 'GEKO_APP_DATABASE_URL';
    throw new Error(`${name} is missing: start the web app by npm start or npm run dev.`);
  }
  return {
    ...settings,
    appDatabaseUrl,
    secret,
    // Where people come by https the cookie is sent over https only.
    isSecure: settings.publicUrl.startsWith('https:'),
  };
}
