/**
 * In the place of a chat model's id: simple prompts go to a cheap model and hard ones to a strong one, of those that the
 * caller may use. No model of the catalogue has it. Lives without zod, so that the browser can have it alone.
 */
export const AUTO_MODEL_ID = 'auto';
