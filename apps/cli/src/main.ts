import { CommanderError } from 'commander';
import { explain } from './explain.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './program.ts';

/** Exit codes: 0 done, 1 did not work or something is wrong, 2 not understood. */
const NOT_UNDERSTOOD = 2;

const terminal: Terminal = {
  say: (text) => process.stdout.write(`${text}\n`),
  fail: () => {
    process.exitCode = 1;
  },
};

const program = createProgram(terminal);
for (const area of [program, ...program.commands]) {
  for (const command of [area, ...area.commands]) command.exitOverride();
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what there was to say; a group without its command prints its help.
    process.exitCode = error.exitCode === 0 ? 0 : NOT_UNDERSTOOD;
  } else {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}
