'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import type { Card as SavedCard } from '@geko/contracts/cards';
import { ExternalLink, Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { newId } from '../chat/new-id.ts';
import { returnFocus } from '../provider-keys/return-focus.ts';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import { CardRow, cardName } from './card-row.tsx';

/** The company's cards, which Stripe keeps: owners add, choose and remove them. */
export function CardsCard() {
  const { cards: words } = useMessages('wallet');
  const common = useMessages('common');
  const { workspace, can } = useWorkspace();
  const { id: workspaceId } = workspace;
  const utils = trpc.useUtils();
  const [removing, setRemoving] = useState<SavedCard | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const list = trpc.cards.list.useQuery({ workspaceId });
  const failed = (title: string) => (error: unknown) =>
    void notify({
      tone: 'danger',
      title,
      description: readError(error)?.message ?? common.networkFailed,
    });
  const changed = async (): Promise<void> => {
    setRemoving(null);
    await utils.cards.list.invalidate({ workspaceId });
    await utils.topUp.get.invalidate({ workspaceId });
  };
  const leave = { onSuccess: ({ url }: { url: string }) => window.location.assign(url) };
  const add = trpc.cards.add.useMutation({ ...leave, onError: failed(words.addFailed) });
  const portal = trpc.cards.openPortal.useMutation({
    ...leave,
    onError: failed(words.portalFailed),
  });
  const choose = trpc.cards.setDefault.useMutation({
    onSuccess: changed,
    onError: failed(words.chooseFailed),
  });
  const remove = trpc.cards.remove.useMutation({
    onSuccess: changed,
    onError: (error) => {
      setRemoving(null);
      failed(words.removeFailed)(error);
    },
  });
  const mayChange = can('billing:manage');
  const cards = list.data?.cards;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{words.title}</CardTitle>
        <CardDescription>{words.lead}</CardDescription>
      </CardHeader>
      {cards === undefined && list.isError ? (
        <QueryError error={list.error} onRetry={() => void list.refetch()} />
      ) : null}
      {cards === undefined && !list.isError ? (
        <div role="status" aria-label={common.loading} className="px-4 pb-4 sm:px-5">
          <Skeleton className="h-12 rounded-lg" />
        </div>
      ) : null}
      {cards?.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-muted sm:px-5">{words.none}</p>
      ) : null}
      {cards !== undefined && cards.length > 0 ? (
        <ul aria-label={words.title} className="divide-y divide-line border-t border-line">
          {cards.map((card) => (
            <CardRow
              key={card.cardId}
              card={card}
              mayChange={mayChange}
              isBusy={choose.isPending}
              onChoose={() => choose.mutate({ workspaceId, id: newId(), card: card.cardId })}
              onRemove={() => setRemoving(card)}
            />
          ))}
        </ul>
      ) : null}
      {mayChange ? (
        <div className="flex flex-wrap gap-3 border-t border-line px-4 py-3.5 sm:px-5">
          <Button
            ref={addButton}
            variant="secondary"
            isLoading={add.isPending || add.isSuccess}
            onClick={() => add.mutate({ workspaceId, id: newId() })}
          >
            <Plus aria-hidden />
            {words.add}
          </Button>
          <Button
            variant="ghost"
            isLoading={portal.isPending || portal.isSuccess}
            onClick={() => portal.mutate({ workspaceId, id: newId(), tab: 'wallet' })}
          >
            <ExternalLink aria-hidden />
            {words.portal}
          </Button>
        </div>
      ) : (
        <div className="border-t border-line px-4 py-3.5 sm:px-5">
          <Callout>{words.whoChanges}</Callout>
        </div>
      )}
      <AlertDialog
        isOpen={removing !== null}
        onOpenChange={() => setRemoving(null)}
        title={
          removing === null ? '' : fill(words.removeTitle, { card: cardName(removing, words) })
        }
        description={words.removeBody}
        confirmLabel={words.remove}
        cancelLabel={common.cancel}
        isConfirming={remove.isPending}
        onConfirm={() => {
          if (removing === null) return;
          remove.mutate({ workspaceId, id: newId(), card: removing.cardId });
        }}
        onCloseAutoFocus={(event) => returnFocus(addButton)(event)}
      />
    </Card>
  );
}
