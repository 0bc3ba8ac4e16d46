import { isInQuery, otherFields, pathFields, type Endpoint } from './endpoint.ts';

const VARIABLES = /\$[A-Z_]+/u;

/** What is shown as the credential: a variable of the shell. */
const credentials = {
  anyone: null,
  program: 'GEKO_API_KEY',
  person: 'GEKO_ACCESS_TOKEN',
  operator: 'GEKO_ACCESS_TOKEN',
} as const;

/** What of an endpoint its curl command is made of. */
export type CurlFacts = Pick<
  Endpoint,
  'method' | 'path' | 'input' | 'access' | 'bodyType' | 'output'
> & { example: unknown };

/**
 * A command line of sh that calls the endpoint with its example. $GEKO_URL, the credential and the example's variables
 * are variables of the shell.
 */
export function curlOf(endpoint: CurlFacts): string {
  const { method, access, bodyType } = endpoint;
  const credential = credentials[access.kind];
  const fields = fieldsOf(endpoint);
  const isBinary = endpoint.output === 'application/octet-stream' || isMedia(endpoint.output);
  const parts = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"$GEKO_URL/api/v1${addressOf(endpoint)}"`,
    ...(credential === null ? [] : [`-H "Authorization: Bearer $${credential}"`]),
    ...(isBinary ? ['--output answer.bin'] : []),
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

const isMedia = (output: unknown): boolean =>
  typeof output === 'string' && /^(?:audio|image)\//u.test(output);

function fieldsOf({ path, input, example }: CurlFacts): [string, unknown][] {
  const values = new Map(Object.entries(example as Record<string, unknown>));
  return otherFields({ path, input } as Endpoint).flatMap((name): [string, unknown][] =>
    values.has(name) ? [[name, values.get(name)]] : [],
  );
}

/** The path with its fields filled in, and the query. */
function addressOf(endpoint: CurlFacts): string {
  const values = new Map(Object.entries(endpoint.example as Record<string, unknown>));
  const path = pathFields(endpoint.path).reduce(
    (text, name) => text.replace(`{${name}}`, String(values.get(name))),
    endpoint.path as string,
  );
  if (!isInQuery(endpoint)) return path;
  const query = fieldsOf(endpoint).map(([name, value]) => `${name}=${String(value)}`);
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}
