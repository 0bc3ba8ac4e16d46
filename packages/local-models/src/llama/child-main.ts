import { runEngine } from './run-engine.ts';

/** The entry of the engine's child process (fork-engine.ts). It ends with its parent, whatever that one dies of. */
process.once('disconnect', () => process.exit(0));
runEngine({
  post: (message) => process.send?.(message),
  onMessage: (listener) => process.on('message', listener),
});
