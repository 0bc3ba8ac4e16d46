/** Longest message a person can send, in UTF-16 units; more is answered with 413. */
export const MAX_MESSAGE_CHARS = 200_000;
