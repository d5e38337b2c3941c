import type { VNode } from "preact";
import { visibleShort } from "../../text/visible.ts";
import type { Axis } from "./axes.ts";
import type { Tool } from "./controller.ts";

interface ToolbarProperties {
  readonly axes: readonly Axis[];
  readonly x: string;
  readonly y: string;
  readonly choose: (axes: readonly [x: string, y: string]) => void;
  readonly scaled: boolean;
  readonly setScaled: (scaled: boolean) => void;
  readonly tool: Tool;
  readonly setTool: (tool: Tool) => void;
  /** 0 shows all. */
  readonly zoom: (factor: number) => void;
}

const TOOLS: readonly (readonly [Tool, label: string, title: string])[] = [
  ["move", "Move", "Drag moves the map, the wheel zooms (m)"],
  ["lasso", "Lasso", "Draw around points to select their rows; Shift adds to the selection (l)"],
  ["box", "Box", "Draw a box around points to select their rows; Shift adds to the selection (b)"],
];

export function Toolbar(properties: ToolbarProperties): VNode {
  const { axes, x, y, choose, scaled, setScaled, tool, setTool, zoom } = properties;
  return (
    <div class="toolbar map-toolbar no-print">
      <label>
        Across <AxisChoice axes={axes} value={x} choose={(id) => choose([id, y])} />
      </label>
      <label>
        Up <AxisChoice axes={axes} value={y} choose={(id) => choose([x, id])} />
      </label>
      <label class="check" title="Features as they were clustered, or as they are">
        <input type="checkbox" checked={scaled} onChange={({ currentTarget }) => setScaled(currentTarget.checked)} />
        scaled features
      </label>
      <span class="group" role="group" aria-label="What a drag does">
        {TOOLS.map(([id, label, title]) => (
          <button key={id} type="button" aria-pressed={tool === id} title={title} onClick={() => setTool(id)}>
            {label}
          </button>
        ))}
      </span>
      <span class="group" role="group" aria-label="Zoom">
        <button type="button" onClick={() => zoom(2)} title="Zoom in (+)" aria-label="Zoom in">
          +
        </button>
        <button type="button" onClick={() => zoom(0.5)} title="Zoom out (-)" aria-label="Zoom out">
          −
        </button>
        <button type="button" onClick={() => zoom(0)} title="Show all (0)">
          All
        </button>
      </span>
    </div>
  );
}

interface AxisChoiceProperties {
  readonly axes: readonly Axis[];
  readonly value: string;
  readonly choose: (id: string) => void;
}

export function AxisChoice({ axes, value, choose }: AxisChoiceProperties): VNode {
  return (
    <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
      {axes.map(({ id, short }) => (
        <option key={id} value={id}>
          {visibleShort(short, 60)}
        </option>
      ))}
    </select>
  );
}
