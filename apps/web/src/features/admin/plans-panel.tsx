export function PlansPanel() {
  return null;
}
