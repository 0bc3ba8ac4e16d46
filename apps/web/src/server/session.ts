import 'server-only';
import { cache } from 'react';
import type { Me } from '@geko/contracts/auth';
import { getMe as loadMe } from '@geko/services/auth/get-me';
import { getVisitor } from './visitor.ts';
import { wiring } from './wiring.ts';

/** The signed-in person of this request, or null; looked up once a request. */
export const getMe = cache(async (): Promise<Me | null> => {
  const { principal } = await getVisitor();
  return principal ? loadMe(wiring(), principal) : null;
});
