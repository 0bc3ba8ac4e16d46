import type { TestProject } from 'vitest/node';
import { startTestServer } from './start-test-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    ownerUrl: string;
  }
}

/** Starts one real Postgres for a test run and migrates the template that test databases copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide('ownerUrl', server.ownerUrl);
  return () => server.stop();
}
