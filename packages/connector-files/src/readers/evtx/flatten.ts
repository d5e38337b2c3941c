import { SourceRecord, type Row, type SourceColumns } from "@winnow/log-lines";
import type { WorkBudget } from "./budget.ts";
import type { XmlElement } from "./xml.ts";

/** Where each column of the `System` part comes from: an element, or one of its attributes. */
const SYSTEM: readonly (readonly [column: string, element: string, attribute?: string])[] = [
  ["TimeCreated", "TimeCreated", "SystemTime"],
  ["Computer", "Computer"],
  ["Channel", "Channel"],
  ["Provider", "Provider", "Name"],
  ["ProviderGuid", "Provider", "Guid"],
  ["EventSourceName", "Provider", "EventSourceName"],
  ["EventID", "EventID"],
  ["Qualifiers", "EventID", "Qualifiers"],
  ["Version", "Version"],
  ["Level", "Level"],
  ["Task", "Task"],
  ["Opcode", "Opcode"],
  ["Keywords", "Keywords"],
  ["EventRecordID", "EventRecordID"],
  ["ActivityID", "Correlation", "ActivityID"],
  ["RelatedActivityID", "Correlation", "RelatedActivityID"],
  // Not ProcessID: programs name the process that an event is about so, and tables tell no case apart.
  ["ExecutionProcessID", "Execution", "ProcessID"],
  ["ExecutionThreadID", "Execution", "ThreadID"],
  ["SecurityUserID", "Security", "UserID"],
];

/** Columns that every Windows event has; no data of an event may take their names. */
export const SYSTEM_COLUMNS: readonly string[] = SYSTEM.map(([column]) => column);

/**
 * Lays an event out flat. `System` goes to {@link SYSTEM_COLUMNS}. Data of `EventData` and `UserData` go to columns of
 * their own names, data without a name to `Data0`, `Data1`, …; elements inside elements are joined with dots.
 * @param header what the record itself says, for events that leave it out
 * @throws Damage once the event has used up its budget: lists inside lists multiply here
 */
export function flattenEvent(
  root: XmlElement,
  columns: SourceColumns,
  header: { time: string; id: string },
  budget: WorkBudget,
): Row {
  const record = new FlatRecord(new SourceRecord(columns, systemValues(root, header)), budget);
  for (const part of root.elements) {
    if (part.name === "EventData") addEventData(part, record);
    // What the program sent stands in one element of its own naming.
    else if (part.name === "UserData") for (const own of part.elements) addInside(own, "", record);
    else if (part.name !== "System") addElement(part, "", record);
  }
  return record.row();
}

/** A row in the making. Elements that lists repeat share what is in them, so that only here each copy costs anything. */
class FlatRecord {
  readonly #record: SourceRecord;
  readonly #budget: WorkBudget;

  constructor(record: SourceRecord, budget: WorkBudget) {
    this.#record = record;
    this.#budget = budget;
  }

  /** Notes that an element is looked into. */
  enter({ attributes }: XmlElement): void {
    this.#budget.spend(1 + attributes.length);
  }

  add(name: string, value: string | null): void {
    this.#budget.spendText(name);
    this.#budget.spendText(value);
    this.#record.add(name, value);
  }

  row(): Row {
    return this.#record.row();
  }
}

function systemValues(root: XmlElement, header: { time: string; id: string }): Row {
  const system = root.elements.find(({ name }) => name === "System");
  const values = new Map<string, string | null>();
  for (const [column, elementName, attribute] of SYSTEM) {
    const element = system?.elements.find(({ name }) => name === elementName);
    values.set(column, (attribute === undefined ? element?.text : attributeOf(element, attribute)) ?? null);
  }
  if (values.get("TimeCreated") === null) values.set("TimeCreated", header.time);
  if (values.get("EventRecordID") === null) values.set("EventRecordID", header.id);
  return values;
}

function attributeOf(element: XmlElement | undefined, name: string): string | null | undefined {
  return element?.attributes.find(([attribute]) => attribute === name)?.[1];
}

function addEventData(data: XmlElement, record: FlatRecord): void {
  const name = attributeOf(data, "Name");
  if (name !== undefined && name !== null) record.add("EventDataName", name);
  let unnamed = 0;
  for (const element of data.elements) {
    const own = attributeOf(element, "Name") ?? (element.name === "Data" ? `Data${unnamed++}` : element.name);
    if (element.elements.length > 0) addInside(element, `${own}.`, record);
    else record.add(own === "" ? `Data${unnamed++}` : own, element.text);
  }
  if (data.elements.length === 0 && data.text !== null) record.add("Data0", data.text);
}

/** An element with all that is in it, under its own name. */
function addElement(element: XmlElement, path: string, record: FlatRecord): void {
  const name = path + element.name;
  if (element.elements.length === 0) record.add(name, element.text);
  addInside(element, `${name}.`, record);
}

function addInside(element: XmlElement, path: string, record: FlatRecord): void {
  record.enter(element);
  for (const [name, value] of element.attributes) {
    if (value !== null && !isNamespace(name)) record.add(path + name, value);
  }
  for (const inner of element.elements) addElement(inner, path, record);
}

function isNamespace(attribute: string): boolean {
  return attribute === "xmlns" || attribute.startsWith("xmlns:");
}
