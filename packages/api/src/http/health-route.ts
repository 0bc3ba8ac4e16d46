import { checkHealth } from '@geko/services/health/check-health';
import type { Deps } from '@geko/services/deps';

/** GET /health: 200 only when database and worker are well. */
export async function handleHealth(deps: Pick<Deps, 'db' | 'now'>): Promise<Response> {
  const health = await checkHealth(deps);
  const isWell = health.database === 'well' && health.worker === 'well';
  return Response.json(
    { status: isWell ? 'well' : 'unwell', ...health },
    { status: isWell ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}
