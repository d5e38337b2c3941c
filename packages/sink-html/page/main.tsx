import { render } from "preact";
import "./style/base.css";
import "./style/controls.css";
import { App } from "./app/app.tsx";
import { Failure } from "./app/failure.tsx";
import { loadReport } from "./state/load.ts";
import { followTheme } from "./state/theme.ts";

const place = document.getElementById("app")!;
followTheme();
try {
  const report = await loadReport(document);
  place.replaceChildren();
  render(<App report={report} />, place);
  performance.mark("winnow-ready");
} catch (error) {
  place.replaceChildren();
  render(<Failure error={error} />, place);
}
