'use client';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import type { ModelCandidate } from '@geko/contracts/prices';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { CandidatePrices } from './candidate-prices.tsx';

/** A model of an imported list: what it is, what it would cost, and what to do about it. */
export function CandidateRow({
  candidate,
  isBusy,
  onPublish,
  onDismiss,
}: {
  candidate: ModelCandidate;
  isBusy: boolean;
  onPublish: () => void;
  onDismiss: (isDismissed: boolean) => void;
}) {
  const { prices: words } = useMessages('admin');
  const { modelKinds } = useMessages('common');
  const { providerNames } = useMessages('common');
  const format = useFormat();
  const { facts, status, problems, existing } = candidate;
  const named = { model: facts.name };
  const isOpen = status === 'candidate' || status === 'quarantined';
  const provider = (providerNames as Record<string, string>)[facts.provider] ?? facts.provider;
  return (
    <li className="grid gap-x-6 gap-y-3 px-4 py-4 sm:grid-cols-[1fr_17rem] sm:px-5">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="font-medium break-words">{facts.name}</h2>
          <Badge tone={existing === null ? 'accent' : 'neutral'}>
            {existing === null ? words.isNew : words.newPrice}
          </Badge>
        </div>
        <p className="mt-0.5 text-xs break-all text-subtle">
          {provider} · {modelKinds[facts.kind]} · {facts.upstreamModel}
        </p>
        <p className="text-xs text-subtle">{format.dateTime(candidate.importedAt)}</p>
        {problems.length === 0 ? null : (
          <div className="mt-2 text-sm">
            <p className="font-medium text-warning-text">{words.problems}</p>
            <ul className="list-disc ps-5 text-muted">
              {problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </div>
        )}
        <div className="mt-3 flex flex-wrap gap-2">
          {isOpen ? (
            <>
              <Button
                size="sm"
                variant="secondary"
                disabled={facts.prices === null || isBusy}
                aria-label={fill(words.publishModel, named)}
                aria-haspopup="dialog"
                onClick={onPublish}
              >
                {words.publish}
              </Button>
              <Button
                size="sm"
                variant="ghost"
                disabled={isBusy}
                aria-label={fill(words.dismissModel, named)}
                onClick={() => onDismiss(true)}
              >
                {words.dismiss}
              </Button>
            </>
          ) : null}
          {status === 'dismissed' ? (
            <Button
              size="sm"
              variant="ghost"
              disabled={isBusy}
              aria-label={fill(words.takeBackModel, named)}
              onClick={() => onDismiss(false)}
            >
              {words.takeBack}
            </Button>
          ) : null}
        </div>
      </div>
      <CandidatePrices candidate={candidate} />
    </li>
  );
}
