/*
 * Loaded by `node --import` before a child of the supervisor: when the channel to the supervisor breaks, the supervisor
 * was killed, and the child ends as on SIGTERM instead of living on as an orphan that holds the port.
 */
const channel = process.channel;
if (channel !== undefined && channel !== null) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 8000).unref();
  });
  // The listener alone must not keep a child alive that has nothing else to do.
  channel.unref();
}
