/** A column that says whose a row is, with or without its table and quotes. */
const COLUMN = String.raw`(?<![\w".])(?:(?:"?\w+"?\.)?"?(?:tenant_id|workspace_id)"?|"?(?:tenants|workspaces)"?\."?id"?|"(?:conversations|turns|token_usage)"\."user_id")(?![\w"])`;
const VALUE = String.raw`\$\d+(?:::\w+)?`;

const conditions: [RegExp, (...found: string[]) => string][] = [
  [new RegExp(String.raw`${COLUMN} = ${COLUMN}`, 'giu'), () => 'true'],
  [new RegExp(String.raw`${COLUMN} = (${VALUE})`, 'giu'), (_, value = '') => always(value)],
  [new RegExp(String.raw`(${VALUE}) = ${COLUMN}`, 'giu'), (_, value = '') => always(value)],
  [
    new RegExp(String.raw`${COLUMN} in \((${VALUE}(?:, ${VALUE})*)\)`, 'giu'),
    (_, values = '') => `(${values.split(', ').map(always).join(' or ')})`,
  ],
];

/** True, and still names the value: Postgres wants a type for every one that is sent. */
const always = (value: string) => `(${value.replace(/::\w+$/u, '')}::text is null or true)`;

/** The statement without its conditions on whose a row is: what the application filters by is gone. */
export function dropTenancy(text: string): string {
  return conditions.reduce((rest, [pattern, by]) => rest.replace(pattern, by), text);
}
