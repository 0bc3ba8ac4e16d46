'use client';
import type { ApiKey } from '@geko/contracts/api-keys';
import Link from 'next/link';
import { fill, plural } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

/** What a key's calls of this month came to; leads to its usage whoever may see that. */
export function KeyUse({ apiKey: { id, name, userId, thisMonth } }: { apiKey: ApiKey }) {
  const texts = useMessages('apiKeys');
  const common = useMessages('common');
  const format = useFormat();
  const { me, workspace, can } = useWorkspace();
  const text = fill(texts.thisMonth, {
    requests: plural(common.requests, thisMonth.requests),
    charge: format.nano(thisMonth.chargeNano),
  });
  const maySee = can('usage:view:workspace') || (userId === me.id && can('usage:view:own'));
  if (!maySee) return text;
  return (
    <Link
      href={`/w/${workspace.id}/usage?key=${id}`}
      className="relative inline-block rounded-xs text-accent-text underline decoration-1 underline-offset-4 hover:decoration-2"
    >
      <span className="sr-only">{fill(texts.usageOf, { key: name })} </span>
      {text}
    </Link>
  );
}
