import { getTableColumns, type Table } from 'drizzle-orm';

type Column = { field: string; name: string };

const known = new WeakMap<Table, readonly Column[]>();

function columnsOf(table: Table): readonly Column[] {
  const columns =
    known.get(table) ??
    Object.entries(getTableColumns(table)).map(([field, { name }]) => ({ field, name }));
  known.set(table, columns);
  return columns;
}

/** A row as the database's functions read it: by the names of its columns, amounts as text, moments in ISO. */
export function toRecord<T extends Table>(
  table: T,
  row: Partial<T['$inferSelect']>,
): Record<string, unknown> {
  const values: Record<string, unknown> = row;
  const record: Record<string, unknown> = {};
  for (const { field, name } of columnsOf(table)) {
    const value = values[field];
    if (value !== undefined) record[name] = toJson(value);
  }
  return record;
}

function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Date ? value.toISOString() : value;
}
