import { isInQuery, otherFields, pathFields, type Endpoint } from './endpoint.ts';

const VARIABLES = /\$[A-Z_]+/u;

/** What is shown as the credential: a variable of the shell. */
const credentials = {
  anyone: null,
  program: 'GEKO_API_KEY',
  person: 'GEKO_ACCESS_TOKEN',
  operator: 'GEKO_ACCESS_TOKEN',
} as const;

/**
 * A command line of sh that calls the endpoint with its example. $GEKO_URL, the credential and the example's variables
 * are variables of the shell.
 */
export function curlOf(endpoint: Endpoint): string {
  const { method, access, bodyType } = endpoint;
  const credential = credentials[access.kind];
  const fields = fieldsOf(endpoint);
  const parts = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"$GEKO_URL/api/v1${addressOf(endpoint)}"`,
    ...(credential === null ? [] : [`-H "Authorization: Bearer $${credential}"`]),
    ...(typeof endpoint.output === 'string' ? ['--output answer.bin'] : []),
  ];
  if (isInQuery(endpoint) || fields.length === 0) return parts.join(' \\\n  ');
  if (bodyType === 'multipart/form-data') {
    return [...parts, ...fields.map(([name, value]) => `-F ${name}=${String(value)}`)].join(
      ' \\\n  ',
    );
  }
  const body = JSON.stringify(Object.fromEntries(fields), null, 2);
  parts.push('-H "Content-Type: application/json"');
  // Only a document that is read by the shell has its variables filled in.
  return VARIABLES.test(body) || body.includes("'")
    ? `${[...parts, '-d @-'].join(' \\\n  ')} <<JSON\n${body}\nJSON`
    : [...parts, `-d '${body}'`].join(' \\\n  ');
}

function fieldsOf(endpoint: Endpoint): [string, unknown][] {
  const values = new Map<string, unknown>(Object.entries(endpoint.example));
  return otherFields(endpoint).flatMap((name): [string, unknown][] =>
    values.has(name) ? [[name, values.get(name)]] : [],
  );
}

/** The path with its fields filled in, and the query. */
function addressOf(endpoint: Endpoint): string {
  const values = new Map<string, unknown>(Object.entries(endpoint.example));
  const path = pathFields(endpoint.path).reduce<string>(
    (text, name) => text.replace(`{${name}}`, String(values.get(name))),
    endpoint.path,
  );
  if (!isInQuery(endpoint)) return path;
  const query = fieldsOf(endpoint).map(([name, value]) => `${name}=${String(value)}`);
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}
