/** One setting that is missing or bad: its name, what is wrong with it, what it is for. */
export type SettingProblem = { name: string; problem: string; purpose: string };

/** Thrown once for all settings that are missing or bad. Values are never repeated: they may be secrets. */
export class SettingsError extends Error {
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    const lines = problems.map(({ name, problem, purpose }) => `  ${name} ${problem} (${purpose})`);
    const count = problems.length === 1 ? 'A setting needs' : `${problems.length} settings need`;
    super(`${count} your attention:\n${lines.join('\n')}`);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}
