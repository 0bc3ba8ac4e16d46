import { parseArgs } from 'node:util';
import { startFakeStripe } from './fake-stripe.ts';

/*
 * Runs the double as a process of its own. Prints one JSON line, { url, port, pid } and those secrets that were not given,
 * when it listens; ends on SIGTERM and SIGINT, and with --exit-with-stdin when whoever started it has died. --webhook: where each
 * event is sent as it happens.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: process.env['PORT'] ?? '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'secret-key': { type: 'string' },
    'webhook-secret': { type: 'string' },
    webhook: { type: 'string' },
    'exit-with-stdin': { type: 'boolean', default: false },
  },
});
const stripe = await startFakeStripe({
  port: Number(values.port),
  host: values.host,
  ...(values['secret-key'] !== undefined && { secretKey: values['secret-key'] }),
  ...(values['webhook-secret'] !== undefined && { webhookSecret: values['webhook-secret'] }),
});
if (values.webhook !== undefined) stripe.sendTo(values.webhook);

const stop = () => void stripe.close().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
if (values['exit-with-stdin']) process.stdin.resume().once('close', stop);
const { url, port, secretKey, webhookSecret } = stripe;
const made = {
  ...(values['secret-key'] === undefined && { secretKey }),
  ...(values['webhook-secret'] === undefined && { webhookSecret }),
};
process.stdout.write(`${JSON.stringify({ url, port, ...made, pid: process.pid })}\n`);
