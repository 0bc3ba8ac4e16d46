'use client';
import { keepPreviousData } from '@tanstack/react-query';
import { Ban, TriangleAlert } from 'lucide-react';
import { lazy, Suspense, useMemo, useState, type RefObject } from 'react';
import { AUTO_MODEL_ID } from '@geko/contracts/auto-model';
import { MAX_MESSAGE_CHARS } from '@geko/contracts/message-size';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { localIdOf } from '../desktop/machine-model-id.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useChatSessions } from './chat-sessions.tsx';
import { foreseenDenial, type Denial } from './denial.ts';
import { DenialNotice } from './denial-notice.tsx';
import { denialInShort } from './denial-view.ts';
import { PriceButton } from './price-button.tsx';
import { priceView, type PriceView } from './price-view.ts';
import { useSettledDraft } from './use-settled-draft.ts';

const PricePopover = lazy(() => import('./price-popover.tsx'));

/** An answer to text that is no longer there is of no use for long. */
const KEEP_MS = 10_000;

type Props = {
  workspaceId: string;
  conversationId: string;
  draftKey: string;
  /** null = none can be used, or the list is not here yet. */
  modelId: string | null;
  /** While an answer is written nothing is asked. */
  isBusy: boolean;
  input: RefObject<HTMLElement | null>;
  onChoose: (modelId: string) => void;
};

/**
 * What the message in the composer would cost with the chosen model, or why it would be refused: one line that is always
 * as high, so that nothing moves when it comes.
 */
export function PriceRange({ modelId, ...props }: Props) {
  return (
    <div className="flex h-7 items-end gap-3 px-2 text-xs text-subtle pointer-coarse:h-9">
      <Line modelId={modelId} {...props} />
    </div>
  );
}

function Line({ modelId, ...props }: Props) {
  const { machine } = useMessages('chat');
  if (modelId === null) return null;
  if (localIdOf(modelId) !== null) return <p className="truncate pb-1">{machine.price}</p>;
  return <Price modelId={modelId} {...props} />;
}

function Price({
  workspaceId,
  conversationId,
  draftKey,
  modelId,
  isBusy,
  input,
  onChoose,
}: Props & { modelId: string }) {
  const chat = useMessages('chat');
  const usage = useMessages('usage');
  const common = useMessages('common');
  const format = useFormat();
  const { drafts } = useChatSessions();
  const text = useSettledDraft(drafts, draftKey);
  const { data } = trpc.policy.explain.useQuery(
    { workspaceId, conversationId, modelId, text: text ?? '' },
    {
      enabled: !isBusy && text !== null && text.length <= MAX_MESSAGE_CHARS,
      placeholderData: keepPreviousData,
      staleTime: 0,
      gcTime: KEEP_MS,
      retry: false,
      trpc: { abortOnUnmount: true },
    },
  );
  const isAuto = modelId === AUTO_MODEL_ID;
  const hasText = text !== null && text.trim() !== '';
  // While an answer comes in, this is drawn anew with every piece of it.
  const view = useMemo(
    () =>
      data === undefined
        ? null
        : priceView(data, { hasText, isAuto, texts: { chat, usage, common }, format }),
    [data, hasText, isAuto, chat, usage, common, format],
  );
  const denial = data === undefined ? null : foreseenDenial(data);
  if (denial !== null) {
    const reason = denialInShort(denial, { chat, usage }, format);
    return <Foreseen denial={denial} reason={reason} input={input} onChoose={onChoose} />;
  }
  return view === null ? null : <Estimate view={view} />;
}

function Estimate({ view }: { view: PriceView }) {
  const { price } = useMessages('chat');
  const [isWanted, setWanted] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const name = fill(price.open, { price: view.label });
  const button = (
    <PriceButton
      aria-haspopup="dialog"
      aria-expanded={false}
      aria-label={name}
      className="shrink-0"
      onClick={() => {
        setWanted(true);
        setOpen(true);
      }}
    >
      {view.label}
    </PriceButton>
  );
  return (
    <>
      {isWanted ? (
        <Suspense fallback={button}>
          <PricePopover view={view} name={name} isOpen={isOpen} onOpenChange={setOpen} />
        </Suspense>
      ) : (
        button
      )}
      <p
        role="status"
        title={view.warning ?? undefined}
        className="ms-auto flex h-6 min-w-0 items-center gap-1.5 text-warning-text pointer-coarse:h-8"
      >
        {view.warning === null ? null : (
          <>
            <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
            <span className="truncate">{view.warning}</span>
          </>
        )}
      </p>
    </>
  );
}

function Foreseen({
  denial,
  reason,
  input,
  onChoose,
}: { denial: Denial; reason: string } & Pick<Props, 'input' | 'onChoose'>) {
  const { price } = useMessages('chat');
  const [isOpen, setOpen] = useState(false);
  const words = fill(price.refused, { reason });
  return (
    <>
      <PriceButton
        aria-haspopup="dialog"
        title={words}
        className="text-danger-text hover:text-danger-text"
        onClick={() => setOpen(true)}
      >
        <Ban aria-hidden className="size-3.5 shrink-0" />
        <span className="truncate">{words}</span>
      </PriceButton>
      <p role="status" className="sr-only">
        {words}
      </p>
      {isOpen ? (
        <DenialNotice
          denial={denial}
          isSent={false}
          onSwitchModel={(modelId) => {
            setOpen(false);
            onChoose(modelId);
          }}
          onRetry={() => setOpen(false)}
          onClose={() => setOpen(false)}
          returnTo={input}
        />
      ) : null}
    </>
  );
}
