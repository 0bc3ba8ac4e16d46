import { afterAll, beforeAll, test } from 'vitest';
import {
  expectNoFaultOf,
  openFuzzSite,
  PEOPLE,
  RUNS,
  TIMEOUT_MS,
  type FuzzSite,
} from './testing/fuzz-site.ts';
import { procedures } from './testing/sweep-targets.ts';

let site: FuzzSite;
beforeAll(async () => {
  site = await openFuzzSite();
});
afterAll(() => site.close());

const names = Object.keys(procedures).filter((name) => PEOPLE.test(name));

test.each(names)(
  `%s takes ${RUNS} random inputs without a fault`,
  (name) => expectNoFaultOf(site, name),
  TIMEOUT_MS,
);
