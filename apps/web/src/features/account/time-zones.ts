import type { ComboboxGroup } from '@geko/ui/combobox-filter';

/** What a zone's clock is ahead of UTC now, as "GMT+1"; empty where this browser does not know the zone. */
function offsetOf(zone: string, now: Date): string {
  try {
    return (
      new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' })
        .formatToParts(now)
        .find(({ type }) => type === 'timeZoneName')?.value ?? ''
    );
  } catch {
    return '';
  }
}

/** A zone for people: "Europe/Berlin" → "Berlin", "America/Argentina/Buenos_Aires" → "Argentina, Buenos Aires". */
export function zoneName(zone: string): string {
  const [region, ...places] = zone.replaceAll('_', ' ').split('/');
  return places.length === 0 ? (region ?? zone) : places.join(', ');
}

/**
 * Every zone by region, with its clock as a keyword and in `value`; the one in use is among them though the browser may
 * know it by another name.
 */
export function zoneGroups(
  zones: readonly string[],
  facts: { now: Date; otherLabel: string },
): ComboboxGroup<{ offset: string }>[] {
  const byRegion = Map.groupBy(zones, (zone) =>
    zone.includes('/') ? zone.slice(0, zone.indexOf('/')) : facts.otherLabel,
  );
  return [...byRegion].map(([region, members]) => ({
    id: region,
    label: region,
    items: members.map((zone) => {
      const offset = offsetOf(zone, facts.now);
      return {
        id: zone,
        value: { offset },
        label: zoneName(zone),
        keywords: `${zone} ${offset}`,
      };
    }),
  }));
}
