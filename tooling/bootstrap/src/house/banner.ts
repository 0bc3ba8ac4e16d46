import { providerNames, providerOrder } from '@geko/config/providers';
import type { Settings } from '@geko/config/settings';

/** How to sign in as one of the seeded people. */
export type SignIn = { email: string; password: string };

export type BannerFacts = {
  settings: Settings;
  owner: SignIn | null;
  operator: SignIn | null;
  /** The file where the seeded passwords are kept. */
  signInFile: string;
  database: string;
  readyAfterMs: number;
};

function describeProviders(settings: Settings): string {
  const withKeys = providerOrder
    .filter((id) => settings.providers[id].keys.length > 0)
    .map((id) => {
      const count = settings.providers[id].keys.length;
      return `${id} (${count === 1 ? '1 key' : `${count} keys`})`;
    });
  const demo = settings.demo ? ['the demonstration model, which is not an AI'] : [];
  const all = [...withKeys, ...demo];
  const hint = `no provider has keys; set ${providerNames.openai}_API_KEYS or another one`;
  if (withKeys.length > 0) return all.join(', ');
  return all.length === 0 ? `none: ${hint}` : `${all.join(', ')} (${hint})`;
}

function describeSignIn(person: SignIn | null, signInFile: string): string {
  return person === null ? `see ${signInFile}` : `${person.email}  password ${person.password}`;
}

/** What `npm start` says when everything is up. */
export function banner(facts: BannerFacts): string {
  const { settings, owner, operator, signInFile } = facts;
  const seconds = (facts.readyAfterMs / 1000).toFixed(1);
  return [
    '',
    `Geko is ready after ${seconds} s:  http://localhost:${settings.port}`,
    '',
    `  Demo owner   ${describeSignIn(owner, signInFile)}`,
    `  Operator     ${describeSignIn(operator, signInFile)}`,
    `  Kept in      ${signInFile}`,
    `  Models       ${describeProviders(settings)}`,
    `  Database     ${facts.database}`,
    '',
    '  Stop with Ctrl-C.',
    '',
  ].join('\n');
}
