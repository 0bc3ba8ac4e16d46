import type { ParentPort } from 'electron';
import { runEngine } from '@geko/local-models/llama/run-engine';

/** The entry of the utility process in which llama.cpp runs; Electron ends it with the app. */
const { parentPort } = process as NodeJS.Process & { parentPort: ParentPort };
runEngine({
  post: (message) => parentPort.postMessage(message),
  onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
});
