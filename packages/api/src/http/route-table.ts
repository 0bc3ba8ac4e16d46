import { handleResume, handleRetry, handleSend, type ChatDeps } from './chat-routes.ts';
import { handleAuditExport } from './audit-export-route.ts';
import { handleAvatar } from './avatar-route.ts';
import { handleHealth } from './health-route.ts';
import { handleIcon } from './icon-route.ts';
import { handleAdminInvoicePdf, handleInvoicePdf } from './invoice-pdf-route.ts';
import { handleLive } from './live-route.ts';
import { handleOAuthCallback, handleOAuthStart } from './oauth-routes.ts';
import { handleShopWebhook } from './shop-webhook-route.ts';
import { handleStripeWebhook } from './stripe-webhook-route.ts';
import { handleTrpc } from './trpc-route.ts';
import { handleUsageExport } from './usage-export-route.ts';
import { handleChatCompletions } from './v1/chat-completions-route.ts';
import { handleEmbeddings } from './v1/embeddings-route.ts';
import { handleImages } from './v1/images-route.ts';
import { handleCountTokens, handleMessages } from './v1/messages-route.ts';
import { handleModel, handleModels } from './v1/models-route.ts';
import { handleSpeech } from './v1/speech-route.ts';
import { handleTranscriptions } from './v1/transcriptions-route.ts';
import { handleRest } from '../rest/handle-rest.ts';
import { handleOpenApi } from '../rest/openapi-route.ts';

type Handler = (
  deps: ChatDeps,
  request: Request,
  params: Record<string, string>,
) => Promise<Response>;

/**
 * Every plain route there is, by the folder of its file under apps/web/src/app (a test compares the
 * two); [name] is one segment of the path, [...name] all that is left of it.
 */
export const routeTable = {
  'api/audit/export': { POST: handleAuditExport },
  'api/auth/[provider]/callback': {
    GET: (deps, request, { provider = '' }) => handleOAuthCallback(deps, request, provider),
  },
  'api/auth/[provider]/start': {
    GET: (deps, request, { provider = '' }) => handleOAuthStart(deps, request, provider),
  },
  'api/avatars/[user]': {
    GET: (deps, request, { user = '' }) => handleAvatar(deps, request, user),
  },
  'api/chat': { POST: handleSend },
  'api/chat/retry': { POST: handleRetry },
  'api/chat/turns/[turn]/stream': {
    GET: (deps, request, { turn = '' }) => handleResume(deps, request, turn),
  },
  'api/icons/[workspace]': {
    GET: (deps, request, { workspace = '' }) => handleIcon(deps, request, workspace),
  },
  'api/admin/invoices/[invoice]/pdf': {
    GET: (deps, request, { invoice = '' }) => handleAdminInvoicePdf(deps, request, invoice),
  },
  'api/invoices/[invoice]/pdf': {
    GET: (deps, request, { invoice = '' }) => handleInvoicePdf(deps, request, invoice),
  },
  'api/live': { GET: handleLive },
  'api/trpc/[trpc]': { GET: handleTrpc, POST: handleTrpc },
  'api/usage/export': { POST: handleUsageExport },
  'api/v1/audio/speech': { POST: handleSpeech },
  'api/v1/audio/transcriptions': { POST: handleTranscriptions },
  'api/v1/chat/completions': { POST: handleChatCompletions },
  'api/v1/embeddings': { POST: handleEmbeddings },
  'api/v1/images/generations': { POST: handleImages },
  'api/v1/messages': { POST: handleMessages },
  'api/v1/messages/count_tokens': { POST: handleCountTokens },
  'api/v1/models': { GET: handleModels },
  'api/v1/models/[model]': {
    GET: (deps, request, { model = '' }) => handleModel(deps, request, model),
  },
  'api/v1/openapi.json': { GET: handleOpenApi },
  // After all else under api/v1, as Next has it.
  'api/v1/[...path]': {
    DELETE: handleRest,
    GET: handleRest,
    PATCH: handleRest,
    POST: handleRest,
    PUT: handleRest,
  },
  'api/webhooks/gumroad': { POST: (deps, request) => handleShopWebhook(deps, request, 'gumroad') },
  'api/webhooks/lemonsqueezy': {
    POST: (deps, request) => handleShopWebhook(deps, request, 'lemonsqueezy'),
  },
  'api/webhooks/stripe': { POST: handleStripeWebhook },
  health: { GET: handleHealth },
} as const satisfies Record<
  string,
  Partial<Record<'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT', Handler>>
>;

/** What answers a method at a path ("/api/v1/models"); null = the table has nothing for it. */
export function findRoute(
  method: string,
  pathname: string,
): ((deps: ChatDeps, request: Request) => Promise<Response>) | null {
  const found = findPath(pathname);
  const handle = found?.methods.get(method);
  return found && handle ? (deps, request) => handle(deps, request, found.params) : null;
}

/** Answers as the web app does: 404 for an unknown path, 405 for a known one with another method. */
export function dispatch(deps: ChatDeps, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const handle = findRoute(request.method, pathname);
  if (handle) return handle(deps, request);
  return Promise.resolve(new Response(null, { status: findPath(pathname) ? 405 : 404 }));
}

const paths = Object.entries(routeTable).map(([path, methods]) => ({
  parts: path.split('/'),
  methods: new Map<string, Handler>(Object.entries(methods)),
}));

function findPath(pathname: string) {
  const segments = pathname.slice(1).split('/');
  for (const { parts, methods } of paths) {
    const params = match(parts, segments);
    if (params !== null) return { methods, params };
  }
  return null;
}

function match(
  path: readonly string[],
  segments: readonly string[],
): Record<string, string> | null {
  const isRest = path.at(-1)?.startsWith('[...') === true;
  if (isRest ? segments.length < path.length : path.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of path.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('[...')) break;
    if (part.startsWith('[')) params[part.slice(1, -1)] = decode(segment);
    else if (part !== segment) return null;
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
