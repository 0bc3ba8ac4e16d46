import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** What takes half a minute and more, longest first: begun last, one of them would run alone in the end. */
const longest = [
  'fuzz.db',
  'money-machine.db',
  'sweep.db',
  'fuzz-people.db',
  'worker.db',
  'sweep-walls.db',
  'money-race.db',
  'plans.e2e',
  'top-up.e2e',
  'machine.e2e',
];

/** Begins with the longest files; the others follow in vitest's own order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex(
        (name) => moduleId.endsWith(`/${name}.ts`) || moduleId.endsWith(`/${name}.test.ts`),
      );
      return at === -1 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}
