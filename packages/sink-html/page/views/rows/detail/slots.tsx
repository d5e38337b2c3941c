import { fillTemplate, selectMasks, slots as slotsIn } from "@winnow/expressions";
import type { VNode } from "preact";
import type { Report } from "../../../state/report.ts";
import { Text } from "../../../text/text.tsx";
import { count, counted } from "../../../text/words.ts";

/** What stood in one slot of a template; the value `null` stands for all that are not told apart. */
interface Place {
  readonly slot: string;
  readonly values: readonly (readonly [value: string | null, events: number])[];
}

interface Template {
  readonly text: string;
  readonly places: readonly Place[];
}

export interface RowSlots {
  readonly templates: readonly Template[];
  /** Events that were looked at; fewer than the row has where the page does not hold all. */
  readonly events: number;
}

const COMMAND_LINE = "process.command_line";
const MOST_VALUES = 12;
const MOST_TEMPLATES = 20;

/** What the slots of a row's command lines held: as the run counted it, else by the events that the page holds. */
export function slotsOf(report: Report, row: number): RowSlots {
  const { slots } = report.data;
  return slots === null ? countHeld(report, row) : asCounted(report, row);
}

function asCounted({ data }: Report, row: number): RowSlots {
  const { rows, templates, places, slots, values, events } = data.slots!;
  const made = new Map<number, { slot: string; values: [string | null, number][] }[]>();
  const { texts } = data.events;
  for (let i = lowerBound(rows, row); i < rows.length && rows[i] === row; i++) {
    const list = made.get(templates[i]!) ?? [];
    made.set(templates[i]!, list);
    const place = (list[places[i]!] ??= { slot: texts[slots[i]!]!, values: [] });
    place.values.push([values[i]! < 0 ? null : texts[values[i]!]!, events[i]!]);
  }
  return {
    templates: Array.from(made, ([template, list]) => ({ text: texts[template]!, places: list })),
    events: data.rows[row]!.size,
  };
}

/** The first place of a value in ascending numbers. */
function lowerBound(numbers: Int32Array, value: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countHeld(report: Report, row: number): RowSlots {
  const masks = selectMasks();
  const made = new Map<string, { slot: string; values: Map<string, number> }[]>();
  const { events } = report.row(row);
  for (const event of events) {
    const text = report.field(COMMAND_LINE, event);
    const found = text === null ? [] : slotsIn(text, masks);
    if (found.length === 0) continue;
    const template = fillTemplate(text!, masks);
    const list = made.get(template) ?? found.map(({ slot }) => ({ slot, values: new Map<string, number>() }));
    made.set(template, list);
    found.forEach(({ value }, place) => {
      const values = list[place]!.values;
      values.set(value, (values.get(value) ?? 0) + 1);
    });
  }
  const templates = Array.from(made, ([text, list]) => ({
    text,
    places: list.map(({ slot, values }) => ({ slot, values: [...values].sort((a, b) => b[1] - a[1]) })),
  }));
  return { templates, events: events.length };
}

interface SlotsProperties {
  readonly report: Report;
  readonly row: number;
  readonly slots: RowSlots;
}

/** The templates of a row with what stood in each of their slots. */
export function Slots({ report, row, slots: { templates, events } }: SlotsProperties): VNode {
  const { size } = report.row(row);
  return (
    <>
      {events < size && (
        <p class="muted">
          Counted over the {counted(events, "event")} of this row that the page holds, of {count(size)}.
        </p>
      )}
      {templates.slice(0, MOST_TEMPLATES).map((template, i) => (
        <div key={i} class="template">
          <p class="mono template-text">
            <TemplateText text={template.text} />
          </p>
          <table class="table slots">
            <tbody>
              {template.places.map((place, at) => (
                <tr key={at}>
                  <th scope="row">
                    <span class="slot">{place.slot}</span>
                  </th>
                  <td>
                    <Values place={place} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
      {templates.length > MOST_TEMPLATES && (
        <p class="muted">{counted(templates.length - MOST_TEMPLATES, "further template")} not shown.</p>
      )}
    </>
  );
}

function Values({ place: { values } }: { readonly place: Place }): VNode {
  const rest = values.slice(MOST_VALUES);
  const others = rest.reduce((sum, [, events]) => sum + events, 0);
  return (
    <ul class="values">
      {values.slice(0, MOST_VALUES).map(([value, events], i) => (
        <li key={i}>
          {value === null ? <span class="muted">others</span> : <Text value={value} most={120} />}
          {events > 1 && <span class="muted"> ×{count(events)}</span>}
        </li>
      ))}
      {rest.length > 0 && (
        <li class="muted">
          {counted(rest.length, "further value")} in {counted(others, "event")}
        </li>
      )}
    </ul>
  );
}

/** A template: a `<` of the text's own is doubled in it, so that slots can be told from text. */
function TemplateText({ text }: { readonly text: string }): VNode {
  const parts = text.split(/(<<|<[a-z][a-z-]*>)/);
  return (
    <>
      {parts.map((part, i) =>
        i % 2 === 1 && part !== "<<" ? (
          <span key={i} class="slot">
            {part}
          </span>
        ) : (
          <Text key={i} value={part === "<<" ? "<" : part} />
        ),
      )}
    </>
  );
}
