import { Done } from '@geko/contracts/auth';
import {
  Conversation,
  ConversationDetail,
  ConversationPage,
  ConversationRef,
  GetConversation,
  ListConversations,
  RenameConversation,
} from '@geko/contracts/chat';
import { RecordedTurn, RecordLocalTurn } from '@geko/contracts/devices';
import { recordLocalTurn } from '@geko/services/local/record-local-turn';
import { listConversations } from '@geko/services/chat/conversations';
import { getConversation } from '@geko/services/chat/get-conversation';
import { removeConversation, restoreConversation } from '@geko/services/chat/remove-conversation';
import { renameConversation } from '@geko/services/chat/rename-conversation';
import { stopTurn } from '@geko/services/chat/stop-turn';
import { permitted, router } from '../trpc.ts';

const DONE = { ok: true } as const;

export const chatRouter = router({
  list: permitted('chat:view:own')
    .input(ListConversations)
    .output(ConversationPage)
    .query(({ ctx, input }) => listConversations(ctx.scope, input)),

  get: permitted('chat:view:own')
    .input(GetConversation)
    .output(ConversationDetail)
    .query(({ ctx, input }) => getConversation(ctx.scope, input)),

  rename: permitted('chat:create')
    .input(RenameConversation)
    .output(Conversation)
    .mutation(({ ctx, input }) => renameConversation(ctx.scope, input)),

  remove: permitted('chat:delete:own')
    .input(ConversationRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await removeConversation(ctx.scope, input);
      return DONE;
    }),

  restore: permitted('chat:delete:own')
    .input(ConversationRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await restoreConversation(ctx.scope, input);
      return DONE;
    }),

  recordLocal: permitted('chat:create')
    .input(RecordLocalTurn)
    .output(RecordedTurn)
    .mutation(({ ctx, input }) => recordLocalTurn(ctx.scope, ctx.deps, input)),

  stop: permitted('chat:create')
    .input(ConversationRef)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await stopTurn(ctx.scope, input);
      return DONE;
    }),
});
