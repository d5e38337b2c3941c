import type { VNode } from "preact";
import { SMALL_CLUSTER } from "./scatter.ts";

/** What the shapes mean. */
export function Legend(): VNode {
  return (
    <ul class="map-legend" aria-label="Legend">
      <li>
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <circle cx="6" cy="6" r="4.5" class="map-legend-cluster" />
        </svg>
        cluster, one colour each in turn
      </li>
      <li>
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d="M6 1 11.2 10.5 .8 10.5Z" class="map-legend-cluster" />
        </svg>
        cluster of at most {SMALL_CLUSTER} events
      </li>
      <li>
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d="M6 .5 11.5 6 6 11.5 .5 6Z" class="map-legend-noise" />
        </svg>
        noise
      </li>
      <li>larger: more events</li>
    </ul>
  );
}
