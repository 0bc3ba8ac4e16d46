/** The one cookie that Geko sets for a session. */
export const SESSION_COOKIE = 'geko_session';
