import type { JobDeps, JobHandler } from './job.ts';

/** Runs a job once with a logger that names it; says in the log when it did something. */
export async function runJob(job: { name: string; run: JobHandler; deps: JobDeps }): Promise<void> {
  const log = job.deps.log.child({ job: job.name });
  const done = await job.run({ ...job.deps, log });
  if (Object.values(done).some((count) => count !== 0)) log.info(done, 'job done');
}
