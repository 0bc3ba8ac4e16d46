/**
 * Settings of a server whose data nobody needs after a power cut: a commit does not wait for the disk (4 ms of 5). What
 * was committed outlives kill -9 all the same, as it is in the system's hands by then.
 */
export const quickSettings = { fsync: 'off', full_page_writes: 'off' };
