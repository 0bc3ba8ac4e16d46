'use client';
import { Badge } from '@geko/ui/badge';
import type { Model } from '@geko/contracts/models';
import { Lock } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { useUpgrade } from '../plans/upgrade.tsx';

/** Whether a model may be used here; if not, why, and the way to it where a plan is what is missing. */
export function ModelStatus({ model: { access, name } }: { model: Model }) {
  const upgrade = useUpgrade();
  const models = useMessages('models');
  const { planNames } = useMessages('common');
  if (access.isAllowed) return <Badge tone="success">{models.ready}</Badge>;
  return (
    <div className="flex flex-col items-start gap-1">
      <Badge
        tone={access.reason === 'no_key' || access.reason === 'unpriced' ? 'warning' : 'neutral'}
      >
        {access.reason === 'plan' ? <Lock aria-hidden /> : null}
        {models.refusals[access.reason]}
      </Badge>
      {access.upgradeTo === null ? null : (
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={(event) => upgrade({ modelName: name, returnTo: event.currentTarget })}
          className="rounded-xs text-xs font-medium text-accent-text underline decoration-1 underline-offset-4 hover:decoration-2"
        >
          {fill(models.upgradeTo, { plan: planNames[access.upgradeTo] })}
        </button>
      )}
    </div>
  );
}
