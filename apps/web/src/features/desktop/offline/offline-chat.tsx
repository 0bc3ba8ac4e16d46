import { EmptyState } from '@geko/ui/empty-state';
import { Laptop } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { fill } from '../../../lib/fill.ts';
import { useMessages } from '../../../messages/use-messages.tsx';
import { newId } from '../../chat/new-id.ts';
import { askDesktop, DesktopError } from '../desktop.ts';
import { localPrompt } from '../local-prompt.ts';
import { MachineList } from '../machine-list.tsx';
import { useMachineModels } from '../machine-models.ts';
import { readOutbox } from '../outbox.ts';
import { keptConversations } from './kept-conversations.ts';
import { OfflineComposer } from './offline-composer.tsx';
import { OfflineList } from './offline-list.tsx';
import { OfflineTurn } from './offline-turn.tsx';
import { useLiveTurns } from './use-live-turns.ts';

type Props = { userId: string; workspaceId: string };

/** Conversations with this machine's models in one workspace, as far as the machine keeps them. */
export function OfflineChat({ userId, workspaceId }: Props) {
  const words = useMessages('offline');
  const turns = useLiveTurns();
  const { models } = useMachineModels({ isWanted: true });
  const ready = models?.filter(({ status }) => status.state === 'ready') ?? [];
  const [newConversationId, setNewId] = useState(newId);
  const [openId, setOpenId] = useState<string | null>(null);
  const [modelId, setModelId] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const kept = keptConversations(turns ?? [], { userId, workspaceId });
  const conversationId = openId ?? newConversationId;
  const open = kept.find(({ id }) => id === conversationId);
  const last = open?.turns.at(-1);
  const model =
    ready.find(({ id }) => id === modelId) ??
    ready.find(({ id }) => id === last?.modelId) ??
    ready[0];
  const running = open?.turns.find(({ end }) => end === null);
  const end = useRef<HTMLDivElement>(null);
  const length = (last?.answer.length ?? 0) + (last?.reasoning.length ?? 0);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [length, conversationId]);

  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof DesktopError)) throw error;
      setProblem(fill(words.refused, { reason: error.message }));
      return false;
    }
  };
  const send = async (text: string): Promise<boolean> => {
    if (model === undefined) return false;
    const said = open?.turns.flatMap((turn) => [
      { role: 'user' as const, content: turn.text },
      { role: 'assistant' as const, content: turn.answer },
    ]);
    const { fit } = model;
    const messages = localPrompt([...(said ?? []), { role: 'user', content: text }], {
      contextTokens: fit.isFitting ? fit.contextTokens : model.contextTokens,
    });
    return run(async () => {
      await askDesktop('startTurn', {
        turnId: newId(),
        messageId: newId(),
        userId,
        workspaceId,
        conversationId,
        modelId: model.id,
        text,
        messages,
      });
      setOpenId(conversationId);
      await readOutbox();
    });
  };
  if (turns === null || models === null) return null;
  if (ready.length === 0) {
    return (
      <div className="mx-auto w-full max-w-3xl overflow-y-auto p-4">
        <p className="pb-4 text-muted">{words.noModels}</p>
        <MachineList />
      </div>
    );
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col md:flex-row">
      <OfflineList
        conversations={kept}
        openId={conversationId}
        onOpen={setOpenId}
        onNew={() => {
          setNewId(newId());
          setOpenId(null);
        }}
      />
      <main className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
          <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 py-6">
            {open === undefined ? (
              <EmptyState
                icon={<Laptop aria-hidden />}
                title={words.empty}
                body={words.emptyBody}
              />
            ) : (
              open.turns.map((turn) => (
                <OfflineTurn
                  key={turn.turnId}
                  turn={turn}
                  modelName={models.find(({ id }) => id === turn.modelId)?.name ?? turn.modelId}
                />
              ))
            )}
            <div ref={end} />
          </div>
        </div>
        <OfflineComposer
          problem={problem}
          models={ready}
          modelId={model?.id ?? ''}
          onModel={setModelId}
          isBusy={running !== undefined}
          onSend={send}
          onStop={() =>
            running !== undefined &&
            void run(() => askDesktop('stopTurn', { turnId: running.turnId }))
          }
        />
      </main>
    </div>
  );
}
