import 'server-only';
import type { LinkFacts } from '@geko/contracts/auth';
import { inspectLink } from '@geko/services/auth/inspect-link';
import { orRefused } from './or-refused.ts';
import { getVisitor } from './visitor.ts';
import { wiring } from './wiring.ts';

/** What a mailed link is for, without using it; or why that cannot be told. */
export async function linkFacts(token: string): ReturnType<typeof orRefused<LinkFacts>> {
  return orRefused(inspectLink(wiring(), await getVisitor(), { token }));
}
