export const landing = {
  headline: 'Every model your company needs. One bill you can read.',
  body: 'Geko is the AI workspace for teams: chat with the models of every large provider, keep each conversation inside your company, and see to the cent what every answer cost.',
  register: 'Create a workspace',
  signIn: 'Sign in',
  docs: 'API',
  pricing: 'Prices',
  pointsLabel: 'What you get',
  points: [
    {
      title: 'No keys to hand around',
      body: 'The server holds the provider keys. People sign in and start.',
    },
    {
      title: 'A receipt under every answer',
      body: 'Tokens, price and cost, line by line, and it always adds up.',
    },
    {
      title: 'Limits that hold',
      body: 'Quotas are set aside before a call is made, so nobody overspends.',
    },
  ],
  preview: {
    label: 'An example answer with its receipt',
    question: 'Summarise our refund policy in one sentence.',
    answer:
      'Customers may return any order within 30 days for a full refund, paid back to the card they used.',
    receipt: '214 tokens · $0.00021 · included in the plan',
    quotaLabel: 'Tokens this month',
    quotaValue: '12,480 of 50,000',
  },
};
