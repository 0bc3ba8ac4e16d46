import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts';
import { migrate } from '../migrate.ts';
import { databaseUrl, TEMPLATE_DATABASE } from './database-url.ts';
import { quickSettings } from './quick-settings.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    ownerUrl: string;
  }
}

/** Starts one real Postgres for a test run and migrates the template that test databases copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'geko-test-'));
  const server = await startEmbeddedPostgres({ dataDir, settings: quickSettings });
  const owner = postgres(server.ownerUrl, { max: 1, onnotice: () => undefined });
  await owner.unsafe(`create database ${TEMPLATE_DATABASE}`);
  await owner.end();
  await migrate({ ownerUrl: databaseUrl(server.ownerUrl, TEMPLATE_DATABASE) });
  project.provide('ownerUrl', server.ownerUrl);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
