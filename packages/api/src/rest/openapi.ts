import { z } from 'zod';
import { ErrorBody, errorTable, type ErrorCode } from '@geko/contracts/errors';
import { OpenAIErrorBody } from '@geko/contracts/chat-completions';
import { AnthropicErrorBody } from '@geko/contracts/messages';
import { anthropicStatus } from '../http/v1/anthropic-error.ts';
import { IDEMPOTENCY_KEY } from '../http/v1/idempotency-key.ts';
import { openAIStatus } from '../http/v1/openai-error.ts';
import { curlOf } from './curl-of.ts';
import {
  isInQuery,
  otherFields,
  pathFields,
  tags,
  type Access,
  type Endpoint,
  type Tag,
} from './endpoint.ts';
import { sampleOf } from './example.ts';
import { namedOutputs } from './named-outputs.ts';

type Json = Record<string, unknown>;
type Content = Record<string, { schema: Json; example?: Json }>;

export type ApiParameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: Json;
  example?: unknown;
};

export type ApiOperation = {
  operationId: string;
  tags: [string];
  summary: string;
  description: string;
  /** Empty = for everyone. */
  security: Json[];
  parameters?: ApiParameter[];
  requestBody?: { required: true; content: Content };
  /** By status. */
  responses: Record<string, { description: string; content: Content }>;
  'x-codeSamples': [{ lang: string; label: string; source: string }];
};

/** What of the document is read here; to everybody else it is what OpenAPI says. */
export type ApiDocument = Json & {
  tags: { name: string; description: string }[];
  /** By path, then by method in small letters. */
  paths: Record<string, Record<string, ApiOperation>>;
  components: { schemas: Record<string, Json> } & Json;
};

const errorSchemas = {
  Error: ErrorBody,
  OpenAIError: OpenAIErrorBody,
  AnthropicError: AnthropicErrorBody,
};

type ErrorWords = { schema: keyof typeof errorSchemas; statusOf: (code: ErrorCode) => number };

const ownErrors: ErrorWords = { schema: 'Error', statusOf: (code) => errorTable[code].status };
/** Chapters whose errors are in another envelope than our own, and may have other statuses. */
const errorsOfTag: Partial<Record<Tag, ErrorWords>> = {
  'OpenAI-compatible': { schema: 'OpenAIError', statusOf: openAIStatus },
  'Anthropic-compatible': { schema: 'AnthropicError', statusOf: anthropicStatus },
};

const onceRefusals = [
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_KEY_BUSY',
  'IDEMPOTENCY_KEY_SPENT',
] as const satisfies ErrorCode[];

const onceHeader: ApiParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Who sends the same request with the same key again within 24 hours is told the same answer, and pays nothing more.',
  schema: { type: 'string', pattern: IDEMPOTENCY_KEY.source },
};
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The OpenAPI 3.1 document of all endpoints, from the contracts that they are checked by. */
export function openApiDocument(endpoints: readonly Endpoint[]): ApiDocument {
  const paths = new Map<string, Record<string, ApiOperation>>();
  for (const endpoint of endpoints) {
    const method = endpoint.method.toLowerCase();
    paths.set(endpoint.path, { ...paths.get(endpoint.path), [method]: operationOf(endpoint) });
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Geko API',
      version: '1',
      description:
        'Show an API key or an access token: `Authorization: Bearer …`. Either is for one workspace. Amounts that end in Nano are billionths of a US dollar.',
    },
    servers: [{ url: '/api/v1' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    security: [{ apiKey: [] }, { accessToken: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: gk_…' },
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
      schemas: componentSchemas(),
    },
  };
}

/** Named contracts refer to each other by name. */
function componentSchemas(): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries({ ...namedOutputs, ...errorSchemas })) {
    registry.add(schema, { id });
  }
  const { schemas } = z.toJSONSchema(registry, {
    io: 'output',
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => [id, withoutMarks(schema as Json)]),
  );
}

const nameOf = (output: unknown): string | undefined =>
  Object.entries(namedOutputs).find(([, schema]) => schema === output)?.[0];

/** A schema without what a document says once for all of them. */
function withoutMarks(schema: Json): Json {
  const entries = Object.entries(schema).filter(([name]) => name !== '$schema' && name !== '$id');
  return Object.fromEntries(entries);
}

function operationOf(endpoint: Endpoint): ApiOperation {
  const { operationId, tag, summary, details, access, status, output } = endpoint;
  const content = contentOf(output);
  return {
    operationId,
    tags: [tag],
    summary,
    description: [details, accessWords(access)].filter((text) => text !== undefined).join('\n\n'),
    security: securityOf(access),
    ...inputOf(endpoint),
    responses: {
      [status]: { description: 'Done.', content },
      ...errorResponses(endpoint),
    },
    'x-codeSamples': [{ lang: 'Shell', label: 'curl', source: curlOf(endpoint) }],
  };
}

function contentOf(output: Endpoint['output']): Content {
  if (typeof output === 'string') {
    return { [output]: { schema: { type: 'string', contentEncoding: 'binary' } } };
  }
  const name = nameOf(output);
  const schema = name === undefined ? jsonSchema(output, 'output') : ref(name);
  return { 'application/json': { schema } };
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json =>
  withoutMarks(z.toJSONSchema(schema, { io }) as Json);

function securityOf({ kind }: Access): Json[] {
  if (kind === 'anyone') return [];
  return kind === 'program' ? [{ apiKey: [] }, { accessToken: [] }] : [{ accessToken: [] }];
}

function accessWords(access: Access): string | undefined {
  switch (access.kind) {
    case 'anyone':
      return undefined;
    case 'operator':
      return 'By access token of an operator; to anyone else it is not there.';
    case 'person':
      return `By access token${permissionWords(access.permission)}.`;
    case 'program':
      return `By API key with the scope \`${access.scope}\`, or by access token${permissionWords(access.permission)}.`;
  }
}

const permissionWords = (permission: string | null): string =>
  permission === null ? '' : `; needs the permission \`${permission}\``;

type InputSchema = { properties?: Record<string, Json>; required?: string[] } & Json;

/** Fields of the path and the query, and headers, as parameters, the others as a body. */
function inputOf(endpoint: Endpoint): Pick<ApiOperation, 'parameters' | 'requestBody'> {
  const { path, input, bodyType = 'application/json' } = endpoint;
  const { properties = {}, required = [], ...rest } = jsonSchema(input, 'input') as InputSchema;
  const example = sampleOf(endpoint.example) as Json;
  const parameter = (name: string, place: 'path' | 'query'): ApiParameter => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: properties[name] ?? {},
    ...(name in example ? { example: example[name] } : {}),
  });
  const others = otherFields(endpoint);
  const isQuery = isInQuery(endpoint);
  const parameters = [
    ...pathFields(path).map((name) => parameter(name, 'path')),
    ...(isQuery ? others.map((name) => parameter(name, 'query')) : []),
    ...(endpoint.isOnce ? [onceHeader] : []),
  ];
  const pick = (from: Json) =>
    Object.fromEntries(others.flatMap((name) => (name in from ? [[name, from[name]]] : [])));
  const body = {
    ...rest,
    additionalProperties: false,
    properties: pick(properties),
    required: required.filter((name) => others.includes(name)),
  };
  const content = { [bodyType]: { schema: body, example: pick(example) } };
  return {
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(isQuery || others.length === 0 ? {} : { requestBody: { required: true, content } }),
  };
}

/** What may come of it, by status, in the envelope that the endpoint's errors are in. */
function errorResponses(endpoint: Endpoint): ApiOperation['responses'] {
  const { access, tag, refusals = [] } = endpoint;
  const { schema: name, statusOf } = errorsOfTag[tag] ?? ownErrors;
  const schema = ref(name);
  const codes = new Set<ErrorCode>(['BAD_REQUEST', ...refusals]);
  if (endpoint.isOnce) for (const code of onceRefusals) codes.add(code);
  if (access.kind !== 'anyone') {
    for (const code of ['UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED'] as const) codes.add(code);
  }
  if (access.kind === 'program') codes.add('LICENCE_INVALID').add('LICENCE_DEVICE');
  if (access.kind === 'operator' || pathFields(endpoint.path).length > 0) codes.add('NOT_FOUND');
  if (!isInQuery(endpoint) && otherFields(endpoint).length > 0) {
    codes.add('PAYLOAD_TOO_LARGE').add('UNSUPPORTED_MEDIA_TYPE');
  }
  const byStatus = Map.groupBy([...codes], statusOf);
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      {
        description: some.map((code) => `${code}: ${errorTable[code].message}`).join('\n\n'),
        content: { 'application/json': { schema } },
      },
    ]),
  );
}
