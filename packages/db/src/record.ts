import { getTableColumns, type Table } from 'drizzle-orm';

/** A row as the database's functions read it: by the names of its columns, amounts as text, moments in ISO. */
export function toRecord<T extends Table>(
  table: T,
  row: Partial<T['$inferSelect']>,
): Record<string, unknown> {
  const columns = Object.entries(getTableColumns(table));
  const values = new Map<string, unknown>(Object.entries(row));
  return Object.fromEntries(
    columns.flatMap(([field, { name }]) => {
      const value = values.get(field);
      return value === undefined ? [] : [[name, toJson(value)]];
    }),
  );
}

function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Date ? value.toISOString() : value;
}
