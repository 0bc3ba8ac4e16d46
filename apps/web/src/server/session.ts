import 'server-only';
import { cache } from 'react';
import { headers } from 'next/headers';
import type { Me } from '@geko/contracts/auth';
import { authenticate } from '@geko/services/access/authenticate';
import { getMe as loadMe } from '@geko/services/auth/get-me';
import { wiring } from './wiring.ts';

/** The signed-in person of this request, or null; looked up once a request. */
export const getMe = cache(async (): Promise<Me | null> => {
  const deps = wiring();
  const known = await authenticate(deps, (await headers()).get('cookie'));
  return known ? loadMe(deps, known.principal) : null;
});
