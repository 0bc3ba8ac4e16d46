'use client';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import type { Role } from '@geko/contracts/roles';

type Props = {
  /** null = the label stands in a `Field` around it. */
  label: string | null;
  roles: readonly Role[];
  /** A role's id; null = none is chosen yet. */
  value: string | null;
  /** The name of a chosen role that is not among `roles`. */
  valueName?: string;
  placeholder?: string;
  onChange: (role: Role) => void;
  className?: string;
};

/** Chooses among the roles that the caller may give; the present one stands there even where it may not be given. */
export function RoleSelect({
  label,
  roles,
  value,
  valueName,
  placeholder,
  onChange,
  className,
}: Props) {
  const shown = roles.filter(({ canGrant, roleId }) => canGrant || roleId === value);
  const isUnknown =
    value !== null && valueName !== undefined && !shown.some(({ roleId }) => roleId === value);
  return (
    <Select
      value={value ?? ''}
      onValueChange={(next) => {
        const role = roles.find(({ roleId }) => roleId === next);
        if (role !== undefined && next !== value) onChange(role);
      }}
    >
      <SelectTrigger
        {...(label === null ? {} : { 'aria-label': label })}
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(className === undefined ? {} : { className })}
      />
      <SelectContent>
        {isUnknown ? (
          <SelectItem value={value} disabled>
            {valueName}
          </SelectItem>
        ) : null}
        {shown.map((role) => (
          <SelectItem key={role.roleId} value={role.roleId} disabled={!role.canGrant}>
            {role.name}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
