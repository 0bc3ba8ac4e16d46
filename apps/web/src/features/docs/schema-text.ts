export type JsonSchema = Record<string, unknown>;

const INDENT = '  ';
/** Deeper than this the kind alone is told. */
const MOST_DEPTH = 4;

/** A JSON schema as people write types: `{ id: string, tags?: string[] }`, over several lines. Named ones by name. */
export function schemaText(schema: JsonSchema, depth = 0): string {
  const { $ref, enum: values, anyOf, oneOf, type, properties, items, prefixItems } = schema;
  if (typeof $ref === 'string') return $ref.split('/').at(-1) ?? '';
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  const options = [anyOf, oneOf].find((some) => Array.isArray(some)) as JsonSchema[] | undefined;
  if (options) return [...new Set(options.map((one) => schemaText(one, depth)))].join(' | ');
  if (Array.isArray(type)) return type.join(' | ');
  if (Array.isArray(prefixItems)) {
    return `[${prefixItems.map((item) => schemaText(item as JsonSchema, depth)).join(', ')}]`;
  }
  if (type === 'array') {
    const item = schemaText((items ?? {}) as JsonSchema, depth);
    return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
  }
  if (type === 'object' && properties !== undefined && depth < MOST_DEPTH) {
    return objectText(schema, depth);
  }
  return typeof type === 'string' ? type : 'any';
}

function objectText(schema: JsonSchema, depth: number): string {
  const fields = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  if (fields.length === 0) return '{}';
  const required = (schema['required'] ?? []) as string[];
  const pad = INDENT.repeat(depth + 1);
  const lines = fields.map(
    ([name, field]) =>
      `${pad}${name}${required.includes(name) ? '' : '?'}: ${schemaText(field, depth + 1)}`,
  );
  return `{\n${lines.join('\n')}\n${INDENT.repeat(depth)}}`;
}

/** The schema that a reference names, or the schema itself. */
export function resolveSchema(
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  const { $ref } = schema;
  const found = typeof $ref === 'string' ? named[$ref.split('/').at(-1) ?? ''] : undefined;
  return found ?? schema;
}
