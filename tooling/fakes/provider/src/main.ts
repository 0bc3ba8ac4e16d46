import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startFakeProvider } from './fake-provider.ts';
import { watchLater } from './watch-later.ts';

/*
 * Runs a provider as a process of its own. Prints one JSON line, { url, port, mode, pid }, when it listens; ends on
 * SIGTERM and SIGINT, and with --exit-with-stdin when whoever started it has died. With --needs-holds it takes no call
 * until it is told, by a line of its input, the address of the database's owner; from then on those with a live hold.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: process.env['PORT'] ?? '0' },
    host: { type: 'string', default: '127.0.0.1' },
    mode: { type: 'string', default: 'test' },
    'log-file': { type: 'string' },
    'bad-keys': { type: 'string', default: '' },
    delay: { type: 'string' },
    reply: { type: 'string' },
    'exit-with-stdin': { type: 'boolean', default: false },
    'needs-holds': { type: 'boolean', default: false },
  },
});
const mode = values.mode === 'demo' ? 'demo' : 'test';
const watch = values['needs-holds'] ? watchLater() : null;
const provider = await startFakeProvider({
  port: Number(values.port),
  host: values.host,
  mode,
  badKeys: values['bad-keys'].split(',').filter((key) => key !== ''),
  ...(watch && { isHeld: watch.isHeld }),
  ...(values['log-file'] && { logFile: values['log-file'] }),
  defaults: {
    ...(values.delay && { delay: Number(values.delay) }),
    ...(values.reply && { reply: Number(values.reply) }),
  },
});

const stop = () => void provider.close().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
if (values['exit-with-stdin']) process.stdin.resume().once('close', stop);
if (watch) createInterface(process.stdin).on('line', watch.begin);
process.stdout.write(
  `${JSON.stringify({ url: provider.url, port: provider.port, mode, pid: process.pid })}\n`,
);
