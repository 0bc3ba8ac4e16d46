export const TEMPLATE_DATABASE = 'geko_template';

/** The same server and login, another database. */
export function databaseUrl(url: string, database: string): string {
  const copy = new URL(url);
  copy.pathname = `/${database}`;
  return copy.href;
}
