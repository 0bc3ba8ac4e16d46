import { z } from 'zod';
import { Cursor, Id, ModelId, NewId } from './ids.ts';
import { ErrorCode } from './errors.ts';
import { Receipt } from './receipt.ts';
import { Text } from './text.ts';
import { InWorkspace } from './workspace.ts';

/** Lives without zod, so that the browser can have it alone. */
export { MAX_MESSAGE_CHARS } from './message-size.ts';

/** POST /api/chat: one new message, never the history. Ids are the caller's, so a resend is harmless. */
export const SendMessage = InWorkspace.extend({
  /** A new conversation is made when the caller has none with this id. */
  conversationId: NewId,
  modelId: ModelId,
  message: z.object({ id: NewId, text: Text.trim().min(1, 'must not be empty') }),
});
export type SendMessage = z.infer<typeof SendMessage>;

/** POST /api/chat/retry: answer again the last message of a person in this conversation. */
export const RetryMessage = InWorkspace.extend({
  conversationId: Id,
  modelId: ModelId,
  /** The caller's id for this try; a resend of the same try is harmless. */
  tryId: NewId,
});
export type RetryMessage = z.infer<typeof RetryMessage>;

export const TurnStatus = z.enum(['running', 'finished', 'stopped', 'failed', 'interrupted']);
export type TurnStatus = z.infer<typeof TurnStatus>;

/** A piece of an answer in the parts log. seq counts from 1 within its turn, without holes. */
export const TurnPart = z.object({
  seq: z.number().int().positive(),
  kind: z.enum(['text', 'reasoning']),
  text: z.string(),
});
export type TurnPart = z.infer<typeof TurnPart>;

export const Message = z.object({
  id: z.string(),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  reasoning: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** Of an answer: how its turn ended, and what it cost. */
  turn: z
    .object({
      id: z.string(),
      modelId: z.string(),
      modelName: z.string(),
      status: TurnStatus,
      errorCode: ErrorCode.nullable(),
      receipt: Receipt.nullable(),
    })
    .nullable(),
});
export type Message = z.infer<typeof Message>;

export const Conversation = z.object({
  id: z.string(),
  title: z.string(),
  modelId: z.string().nullable(),
  updatedAt: z.iso.datetime(),
});
export type Conversation = z.infer<typeof Conversation>;

export const ListConversations = InWorkspace.extend({
  cursor: Cursor.nullish(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListConversations = z.infer<typeof ListConversations>;

export const ConversationPage = z.object({
  items: z.array(Conversation),
  /** null = this was the last page. */
  nextCursor: z.string().nullable(),
});
export type ConversationPage = z.infer<typeof ConversationPage>;

export const GetConversation = InWorkspace.extend({
  conversationId: Id,
  /** Pages go back in time: messages before this cursor. */
  cursor: Cursor.nullish(),
  limit: z.number().int().min(1).max(200).default(100),
});
export type GetConversation = z.infer<typeof GetConversation>;

export const ConversationDetail = Conversation.extend({
  /** Oldest first. */
  messages: z.array(Message),
  /** Cursor to older messages; null = the beginning is here. */
  olderCursor: z.string().nullable(),
  /** The turn that is being written now, if any: GET /api/chat/turns/{id}/stream shows it. */
  runningTurnId: z.string().nullable(),
});
export type ConversationDetail = z.infer<typeof ConversationDetail>;

export const ConversationRef = InWorkspace.extend({ conversationId: Id });
export type ConversationRef = z.infer<typeof ConversationRef>;

export const RenameConversation = ConversationRef.extend({
  title: Text.trim().min(1, 'must not be empty').max(200),
});
export type RenameConversation = z.infer<typeof RenameConversation>;

/** What the chat stream tells beyond text: parts named `data-turn` and `data-receipt`. */
export type ChatDataParts = {
  turn: { turnId: string; conversationId: string; assistantMessageId: string; modelId: string };
  receipt: Receipt;
  /** How the turn ended when it did not finish. */
  end: { status: TurnStatus; errorCode: ErrorCode | null };
};
