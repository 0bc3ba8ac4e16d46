import { z } from 'zod';
import { DesktopInfo, LocalTurn } from './desktop.ts';
import { Id } from './ids.ts';
import { DeviceId } from './licences.ts';
import { LocalErrorCode, LocalModelId } from './local-models.ts';
import { MAX_MESSAGE_CHARS } from './message-size.ts';
import { Receipt } from './receipt.ts';
import { Text } from './text.ts';
import { InWorkspace } from './workspace.ts';

/** How a model stands on somebody's machine, as the machine told last. */
export const DeviceModel = z.object({
  id: LocalModelId,
  name: Text.max(200),
  /** unfit: the machine is not enough for it. */
  state: z.enum([
    'absent',
    'unfit',
    'waiting',
    'downloading',
    'paused',
    'checking',
    'ready',
    'error',
  ]),
  /** Of a download; null = there is none, or its length is not known. */
  percent: z.number().int().min(0).max(100).nullable(),
  error: LocalErrorCode.nullable(),
});
export type DeviceModel = z.infer<typeof DeviceModel>;

export const Device = z.object({
  id: z.string(),
  name: z.string(),
  platform: DesktopInfo.shape.platform,
  version: z.string(),
  userId: z.string(),
  userName: z.string(),
  /** Whether it is the caller's. */
  isOwn: z.boolean(),
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  models: z.array(DeviceModel),
});
export type Device = z.infer<typeof Device>;

/** own: the caller sees only their own machines. The last seen first. */
export const DeviceList = z.object({
  scope: z.enum(['own', 'workspace']),
  devices: z.array(Device),
});
export type DeviceList = z.infer<typeof DeviceList>;

/** A model that a workspace can want on every desktop. */
const OfferedModel = z.object({
  id: LocalModelId,
  name: z.string(),
  family: z.string(),
  /** Of its smallest file. */
  downloadBytes: z.number().int().positive(),
  isWanted: z.boolean(),
});

/** What a workspace says of local models. */
export const LocalSettings = z.object({
  /** Whether they may be used at all: on people's own machines and on the server. */
  isAllowed: z.boolean(),
  offers: z.array(OfferedModel),
});
export type LocalSettings = z.infer<typeof LocalSettings>;

export const SetLocalAllowed = InWorkspace.extend({ isAllowed: z.boolean() });
export type SetLocalAllowed = z.infer<typeof SetLocalAllowed>;

export const SetModelWanted = InWorkspace.extend({ model: LocalModelId, isWanted: z.boolean() });
export type SetModelWanted = z.infer<typeof SetModelWanted>;

/** What a machine tells of itself, again whenever that changes. */
export const ReportDevice = InWorkspace.extend({
  device: z.object({
    id: DeviceId,
    name: Text.trim().min(1).max(80),
    platform: DesktopInfo.shape.platform,
    version: Text.min(1).max(40),
  }),
  models: z.array(DeviceModel).max(100),
});
export type ReportDevice = z.infer<typeof ReportDevice>;

/** userId: whose device it is; only those who may configure models name somebody else. */
export const ForgetDevice = InWorkspace.extend({ userId: Id, device: DeviceId });
export type ForgetDevice = z.infer<typeof ForgetDevice>;

/** The longest answer that is taken, in UTF-16 units, and as long a way to it. */
const MOST_ANSWER_CHARS = 400_000;
const Tokens = z.number().int().min(0).max(10_000_000);

/** A turn that a machine has answered by itself, as it is told to the server. */
const EndedTurn = LocalTurn.omit({ workspaceId: true }).extend({
  text: Text.trim().min(1, 'must not be empty').max(MAX_MESSAGE_CHARS),
  answer: Text.max(MOST_ANSWER_CHARS),
  reasoning: Text.max(MOST_ANSWER_CHARS),
  end: LocalTurn.shape.end.unwrap().extend({
    usage: z.object({ inputTokens: Tokens, outputTokens: Tokens, reasoningTokens: Tokens }),
  }),
});

/** Keeps a turn of one's own machine. Its id makes a resend harmless; another turn with that id is a conflict. */
export const RecordLocalTurn = InWorkspace.extend({ turn: EndedTurn });
export type RecordLocalTurn = z.infer<typeof RecordLocalTurn>;

export const RecordedTurn = z.object({
  conversationId: z.string(),
  assistantMessageId: z.string(),
  receipt: Receipt,
});
export type RecordedTurn = z.infer<typeof RecordedTurn>;
