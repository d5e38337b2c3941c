/** A place on the chart, in pixels. */
export type Pixel = readonly [x: number, y: number];

/** Whether a place lies inside a polygon: by how often a ray to the right of it crosses an edge. */
export function isInside([x, y]: Pixel, polygon: readonly Pixel[]): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [xi, yi] = polygon[i]!;
    const [xj, yj] = polygon[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** The corners of what was drawn: of a box the four, of a lasso all of its line. */
export function outlineOf(area: { readonly brushType: string; readonly range: unknown }): readonly Pixel[] {
  if (area.brushType === "polygon") return area.range as Pixel[];
  const [[left, right], [top, bottom]] = area.range as readonly [Pixel, Pixel];
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}
