/*
 * Loaded by `node --import` before a child of the supervisor: when the channel to the supervisor breaks, the supervisor
 * was killed, and the child ends as on SIGTERM instead of living on as an orphan that holds the port. A child's own
 * children (`next dev` forks one) inherit the flag; they have another parent, and their channel is left alone.
 */
const channel = process.channel;
const isOurs = process.env['GEKO_SUPERVISOR_PID'] === String(process.ppid);
if (isOurs && channel !== undefined && channel !== null) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 8000).unref();
  });
  // The listener alone must not keep a child alive that has nothing else to do.
  channel.unref();
}
