export { exactCell, spreadsheetCell } from "./cells.ts";
