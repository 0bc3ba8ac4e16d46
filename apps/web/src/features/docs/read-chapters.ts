import type { ApiDocument, ApiOperation } from '@geko/api/rest/openapi';
import { resolveSchema, schemaText, type JsonSchema } from './schema-text.ts';

/** One field of a call, as the page shows it and its form asks for it. */
export type DocField = {
  name: string;
  place: 'path' | 'query' | 'header';
  type: string;
  isRequired: boolean;
  example: string;
};

export type DocOperation = {
  id: string;
  method: string;
  /** Under /api/v1. */
  path: string;
  summary: string;
  paragraphs: string[];
  fields: DocField[];
  /** null = it has none. */
  body: { mediaType: string; type: string; example: string } | null;
  answer: { status: string; type: string };
  refusals: { status: string; sentences: string[] }[];
  curl: string;
  needsCredential: boolean;
};

export type Chapter = { name: string; description: string; operations: DocOperation[] };

/** The document as chapters to read, those that have something in them. */
export function readChapters({ tags, paths, components }: ApiDocument): Chapter[] {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      tag: operation.tags[0],
      shown: readOperation({ method, path, operation, named: components.schemas }),
    })),
  );
  return tags
    .map(({ name, description }) => ({
      name,
      description,
      operations: operations.filter(({ tag }) => tag === name).map(({ shown }) => shown),
    }))
    .filter((chapter) => chapter.operations.length > 0);
}

function readOperation(facts: {
  method: string;
  path: string;
  operation: ApiOperation;
  named: Record<string, JsonSchema>;
}): DocOperation {
  const { method, path, operation, named } = facts;
  const responses = Object.entries(operation.responses);
  const [mediaType = '', content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const [status, done] = responses.find(([code]) => code.startsWith('2')) ?? ['', undefined];
  const [answered] = Object.values(done?.content ?? {});
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    summary: operation.summary,
    paragraphs: operation.description.split('\n\n'),
    fields: (operation.parameters ?? []).map((parameter) => ({
      name: parameter.name,
      place: parameter.in,
      type: schemaText(parameter.schema),
      isRequired: parameter.required,
      example: exampleText(parameter.example),
    })),
    body: content
      ? {
          mediaType,
          type: schemaText(content.schema),
          example: JSON.stringify(content.example, null, 2),
        }
      : null,
    answer: { status, type: schemaText(resolveSchema(answered?.schema ?? {}, named)) },
    refusals: responses
      .filter(([code]) => !code.startsWith('2'))
      .map(([code, { description }]) => ({ status: code, sentences: description.split('\n\n') })),
    curl: operation['x-codeSamples'][0].source,
    needsCredential: operation.security.length > 0,
  };
}

const exampleText = (example: unknown): string =>
  typeof example === 'string' ? example : (JSON.stringify(example) ?? '');
