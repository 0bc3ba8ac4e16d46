import 'server-only';
import { cache } from 'react';
import { headers } from 'next/headers';
import { requestFacts } from '@geko/api/context';
import { authenticate } from '@geko/services/access/authenticate';
import type { Visitor } from '@geko/services/auth/visitor';
import { wiring } from './wiring.ts';

/** Who asks for this page; looked up once a request. */
export const getVisitor = cache(async (): Promise<Visitor> => {
  const deps = wiring();
  const asked = new Headers(await headers());
  const known = await authenticate(deps, asked.get('cookie'));
  return {
    request: requestFacts(deps, new Request(deps.publicUrl, { headers: asked })),
    principal: known?.principal ?? null,
  };
});
