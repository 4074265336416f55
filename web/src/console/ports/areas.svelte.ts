import { ask } from '../../api/ask';
import { SEA_AREAS, type SeaArea } from './documents';

/** The areas of the sea that hold now, as the chart draws them. */
export class SeaAreas {
  all = $state.raw<readonly SeaArea[]>([]);

  async refresh(): Promise<void> {
    const found: SeaArea[] = [];
    let after: string | null = null;
    do {
      const page: { nodes: SeaArea[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } | null = (await ask(SEA_AREAS, { after })).seaAreas;
      found.push(...(page?.nodes ?? []));
      after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    this.all = found;
  }
}

/** The areas that are in force at a time of the election's clock. */
export function standing(areas: readonly SeaArea[], nowMs: number): SeaArea[] {
  return areas.filter(({ validFrom, validTo }) => (validFrom === null || Date.parse(validFrom) <= nowMs) && (validTo === null || nowMs < Date.parse(validTo)));
}

export function areaFeatures(areas: readonly SeaArea[]): GeoJSON.Feature[] {
  return areas.flatMap(({ name, kind, rule, area }): GeoJSON.Feature[] =>
    area.type === 'MultiPolygon' || area.type === 'Polygon' ? [{ type: 'Feature', geometry: area, properties: { name, kind, rule } }] : [],
  );
}
