'use client';
import { Button } from '@geko/ui/button';
import { EmptyState } from '@geko/ui/empty-state';
import { ArrowDown, MessageCircleOff } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { useChatSessions } from './chat-sessions.tsx';
import { Composer } from './composer.tsx';
import type { Drafts } from './drafts.ts';
import { RefusedSend } from './denial-refused-send.tsx';
import { LoadingMessages } from './loading-messages.tsx';
import { LiveStatus } from './live-status.tsx';
import { MessageList } from './message-list.tsx';
import { ModelMenu } from './model-menu.tsx';
import { Greeting, NoModels, Suggestions } from './new-chat.tsx';
import { UnsentMessage } from './unsent-message.tsx';
import { PriceRange } from './price-range.tsx';
import { useConversation } from './use-conversation.ts';
import { useModelChoice } from './use-model-choice.ts';
import { useStickToBottom } from './use-stick-to-bottom.ts';

type Props = {
  workspaceId: string;
  conversationId: string;
  isNew: boolean;
  draftKey: string;
  onTurnStart: () => void;
};

/** One conversation, or the place where a new one begins. */
export function ConversationScreen({
  workspaceId,
  conversationId,
  isNew,
  draftKey,
  onTurnStart,
}: Props) {
  const chat = useMessages('chat');
  const { can } = useWorkspace();
  const { drafts } = useChatSessions();
  const view = useConversation({ workspaceId, conversationId, isNew, draftKey, onTurnStart });
  const { session, messages } = view;
  const { models, machineModels, hasAuto, chosen, choose, hasNone } = useModelChoice(
    workspaceId,
    view.lastModelId,
  );
  const { scroller, setScroller, setContent, isAtEnd, toEnd } = useStickToBottom();
  const input = useRef<HTMLTextAreaElement | null>(null);
  useEffect(() => {
    // Where a keyboard is at hand; on a touch screen focus would push the page up.
    if (window.matchMedia('(pointer: fine)').matches) input.current?.focus({ preventScroll: true });
  }, []);
  useStopKey(view.isBusy, () => session.stop());
  useDraftThatMoves(drafts, draftKey);
  usePageTitle(view.title);
  useEffect(() => {
    // A reload forgets what is only in memory; a draft it keeps.
    const keep = (): void => session.editUnsent();
    window.addEventListener('pagehide', keep);
    return () => window.removeEventListener('pagehide', keep);
  }, [session]);

  const canWrite = can('chat:create');
  const modelId = chosen?.id ?? null;
  const send = (text: string, byId = modelId): boolean => {
    if (byId === null || session.isBusy) return false;
    toEnd();
    void session.send(text, byId);
    return true;
  };
  /** What was refused, once more: the text that is back in the composer, or the last question. */
  const sendAgain = (otherId: string | null): void => {
    const againId = otherId ?? modelId;
    if (againId === null) return;
    if (otherId !== null) choose(otherId);
    if (view.refusal?.of === 'retry') {
      void session.retry(againId);
      return;
    }
    const text = drafts.get(draftKey).trim();
    if (text !== '' && send(text, againId)) drafts.set(draftKey, '');
  };
  const retry = canWrite && modelId !== null ? () => void session.retry(modelId) : null;
  const last = messages.at(-1);
  const isStreaming = view.isBusy && last?.role === 'assistant';
  const isEmpty =
    messages.length === 0 && view.unsent === null && !view.isLoading && view.loadError === null;

  const composer = (
    <div className="mx-auto w-full max-w-3xl px-3 pb-3 sm:px-6 sm:pb-4">
      {view.refusal === null ? null : (
        <RefusedSend
          error={view.refusal.error}
          input={input}
          onAgain={sendAgain}
          onDismiss={() => session.dismissRefusal()}
        />
      )}
      {hasNone && canWrite ? (
        <div className="pb-3">
          <NoModels workspaceId={workspaceId} />
        </div>
      ) : null}
      <Composer
        draftKey={draftKey}
        inputRef={input}
        isBusy={view.isBusy}
        isStopping={view.isStopping}
        readOnlyReason={canWrite ? null : chat.composer.viewer}
        isReady={modelId !== null}
        onSend={send}
        onStop={() => session.stop()}
      >
        <ModelMenu
          workspaceId={workspaceId}
          models={models}
          machineModels={machineModels}
          hasAuto={hasAuto}
          chosen={chosen}
          onChoose={choose}
        />
      </Composer>
      {canWrite ? (
        <PriceRange
          workspaceId={workspaceId}
          conversationId={conversationId}
          draftKey={draftKey}
          modelId={modelId}
          isBusy={view.isBusy}
          input={input}
          onChoose={choose}
        />
      ) : null}
    </div>
  );

  if (view.isNotFound) {
    return (
      <div className="flex h-full items-center justify-center">
        <EmptyState
          icon={<MessageCircleOff aria-hidden />}
          title={chat.notFound.title}
          body={chat.notFound.body}
          action={
            <Button asChild>
              <Link href={`/w/${workspaceId}`}>{chat.untitled}</Link>
            </Button>
          }
        />
      </div>
    );
  }
  if (isEmpty) {
    return (
      <div className="flex h-full flex-col overflow-y-auto">
        <div className="m-auto w-full py-6">
          <Greeting />
          <div className="mt-7">{composer}</div>
          {canWrite && !hasNone ? (
            <div className="mx-auto -mt-3 w-full max-w-3xl px-3 sm:px-6">
              <Suggestions
                onChoose={(text) => {
                  drafts.set(draftKey, text);
                  input.current?.focus();
                }}
              />
            </div>
          ) : null}
        </div>
      </div>
    );
  }
  return (
    <div className="flex h-full flex-col">
      <h1 className="sr-only">{view.title ?? chat.untitled}</h1>
      <LiveStatus isBusy={view.isBusy} lastMessage={last} />
      <div className="relative min-h-0 flex-1">
        <div ref={setScroller} className="h-full overflow-y-auto overscroll-contain" tabIndex={-1}>
          <div ref={setContent}>
            {view.isLoading ? <LoadingMessages label={chat.loading} /> : null}
            {view.loadError === null ? null : (
              <QueryError error={view.loadError} onRetry={view.reload} />
            )}
            {view.isLoading || view.loadError !== null ? null : (
              <MessageList
                messages={messages}
                isStreaming={isStreaming}
                isWaiting={view.isWaiting && !isStreaming}
                scroller={scroller}
                hasOlder={view.hasOlder}
                isLoadingOlder={view.isLoadingOlder}
                onLoadOlder={view.loadOlder}
                onRetry={retry}
              >
                {view.isReconnecting ? (
                  <p role="status" className="animate-shimmer text-sm text-muted">
                    {chat.reconnecting}
                  </p>
                ) : null}
                {view.unsent === null ? null : (
                  <UnsentMessage
                    unsent={view.unsent}
                    onRetry={() => modelId !== null && void session.resend(modelId)}
                    onEdit={() => session.editUnsent()}
                    onSwitchModel={(otherId) => {
                      choose(otherId);
                      void session.resend(otherId);
                    }}
                  />
                )}
              </MessageList>
            )}
          </div>
        </div>
        {isAtEnd ? null : (
          <Button
            variant="secondary"
            size="sm"
            onClick={toEnd}
            className="absolute bottom-3 left-1/2 -translate-x-1/2 animate-fade-in rounded-full shadow-md"
          >
            <ArrowDown aria-hidden />
            {chat.jump}
          </Button>
        )}
      </div>
      {composer}
    </div>
  );
}

/** Esc stops the answer, unless something open over the page takes the key. */
function useStopKey(isBusy: boolean, stop: () => void): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    if (document.querySelector('[role="dialog"], [role="menu"], [role="alertdialog"]') !== null)
      return;
    stop();
  });
  useEffect(() => {
    if (!isBusy) return undefined;
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [isBusy]);
}

/** A new chat gets its address while its first answer is written: what is typed by then goes along. */
function useDraftThatMoves(drafts: Drafts, draftKey: string): void {
  const before = useRef(draftKey);
  useLayoutEffect(() => {
    if (before.current !== draftKey) drafts.move(before.current, draftKey);
    before.current = draftKey;
  }, [drafts, draftKey]);
}

/** The tab is named after the conversation. */
function usePageTitle(title: string | null): void {
  const { productName } = useMessages('common');
  useEffect(() => {
    if (title !== null && title !== '') document.title = `${title} · ${productName}`;
  }, [title, productName]);
}
