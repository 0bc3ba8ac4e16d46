import { readSealingKeys } from '@geko/config/sealing-keys';
import { parseSettings, type Environment, type Settings } from '@geko/config/settings';

/** The one place of the web app that reads the environment. */
export function readEnv(): Omit<Settings, 'sealingKeys'> & {
  appDatabaseUrl: string;
  secret: string;
  isSecure: boolean;
  /** 256 bits each, the current one first. */
  sealingKeys: Buffer[];
  /** Where keys of providers may be named. */
  keyVariables: Environment;
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
    sealingKeys: readSealingKeys(settings),
    keyVariables: process.env,
    // Where people come by https the cookie is sent over https only.
    isSecure: settings.publicUrl.startsWith('https:'),
  };
}
