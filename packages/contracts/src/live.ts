/**
 * What an open page is told of, without content: GET /api/live?workspaceId=… streams `{"what": …}` (server-sent events)
 * whenever it changes, and whoever hears it asks anew.
 */
export const liveWhats = [
  'models',
  'plan',
  'limits',
  'notices',
  'invoices',
  'local',
  'devices',
] as const;
export type LiveWhat = (typeof liveWhats)[number];
