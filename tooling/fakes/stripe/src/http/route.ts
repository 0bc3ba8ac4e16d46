import type { z } from 'zod';
import type { Account } from '../account.ts';
import { readParams } from './params.ts';
import type { FormTable } from './read-form.ts';

/** What a route is given: ids stand in the path, in their order. */
export type Call<P> = { account: Account; params: P; ids: string[] };

export type Route = {
  method: string;
  pattern: RegExp;
  /** Checks the parameters; what it returns does the work. Nothing is changed before that. */
  prepare(account: Account, table: FormTable, ids: string[]): () => object;
};

/** One endpoint: `POST /v1/products/:id`, the parameters it takes, and what it answers. */
export function route<S extends z.ZodType>(
  line: string,
  schema: S,
  run: (call: Call<z.output<S>>) => object,
): Route {
  const [method = '', path = ''] = line.split(' ');
  return {
    method,
    pattern: new RegExp(`^${path.replaceAll(/:id/gu, '([A-Za-z0-9_]+)')}$`, 'u'),
    prepare: (account, table, ids) => {
      const params = readParams(schema, table);
      return () => run({ account, params, ids });
    },
  };
}
