/** The pages of one's own account, in the order of their navigation. */
export const accountSections = ['profile', 'security', 'sessions', 'danger'] as const;

export type AccountSection = (typeof accountSections)[number];
