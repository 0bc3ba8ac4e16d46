import type { ComboboxGroup } from '@geko/ui/combobox-filter';
import type { AuditAction } from '@geko/contracts/audit';
import type { Messages } from '../../messages/messages.ts';

type Audit = Messages['audit'];
type Area = keyof Audit['groups'];

/** What an action is about: "member.join" → "member". */
function areaOf(action: AuditAction): Area {
  return action.slice(0, action.indexOf('.')) as Area;
}

/** Every action to choose from, under what it is about. */
export function actionGroups(audit: Audit): ComboboxGroup<AuditAction | null>[] {
  // The keys of a total record are the actions.
  const actions = Object.keys(audit.actions) as AuditAction[];
  return (Object.keys(audit.groups) as Area[]).map((area) => ({
    id: area,
    label: audit.groups[area],
    items: actions
      .filter((action) => areaOf(action) === area)
      .map((action) => ({ id: action, value: action, label: audit.actions[action] })),
  }));
}
