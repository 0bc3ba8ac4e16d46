import { openApiDocument, type ApiDocument } from './openapi.ts';
import { endpoints } from './rest-table.ts';

let made: ApiDocument | null = null;

/** The document, made once a process: it changes with the code alone. */
export function apiDocument(): ApiDocument {
  return (made ??= openApiDocument(endpoints));
}

/** GET /api/v1/openapi.json: for everyone, from anywhere. */
export function handleOpenApi(): Promise<Response> {
  return Promise.resolve(
    Response.json(apiDocument(), {
      headers: { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' },
    }),
  );
}
