import { badRequest } from '../refusal.ts';

/** Parameters as Stripe spells them in forms: texts, lists, and tables of them. */
export type FormValue = string | FormValue[] | FormTable;
export type FormTable = { [name: string]: FormValue };

type Table = { [name: string]: string | Table };

const KEY = /^([^[\]]+)((?:\[[^[\]]*\])*)$/u;

/**
 * Reads `a[b][0][c]=d`. Tables whose names are 0, 1, 2, … and `a[]` are lists.
 * @throws Refusal for a name that is none.
 */
export function readForm(text: string): FormTable {
  const table: Table = newTable();
  for (const [key, value] of new URLSearchParams(text)) {
    const [, first = '', rest = ''] = KEY.exec(key) ?? [];
    if (first === '') throw badRequest(`Invalid parameter name: ${key}`, { param: key });
    const path = [first, ...[...rest.matchAll(/\[([^[\]]*)\]/gu)].map(([, name = '']) => name)];
    put(table, path, value);
  }
  return asTable(table);
}

function newTable(): Table {
  return Object.create(null) as Table;
}

function put(table: Table, [name = '', ...rest]: string[], value: string): void {
  const key = name === '' ? String(Object.keys(table).length) : name;
  if (rest.length === 0) {
    table[key] = value;
    return;
  }
  const inner = table[key];
  const next = typeof inner === 'object' ? inner : newTable();
  table[key] = next;
  put(next, rest, value);
}

function asTable(table: Table): FormTable {
  const read = newTable() as FormTable;
  for (const [name, value] of Object.entries(table)) read[name] = asValue(value);
  return read;
}

function asValue(value: string | Table): FormValue {
  if (typeof value === 'string') return value;
  const names = Object.keys(value);
  const isList = names.length > 0 && names.every((name, index) => name === String(index));
  return isList ? names.map((name) => asValue(value[name] ?? '')) : asTable(value);
}
