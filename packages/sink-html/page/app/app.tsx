import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Report } from "../state/report.ts";
import { go, route } from "../state/route.ts";
import { keepMarks } from "../state/selection.ts";
import { useShortcuts, type Shortcut } from "../state/shortcuts.ts";
import { switchTheme } from "../state/theme.ts";
import { VIEWS } from "../views/registry.ts";
import type { View } from "../views/view.ts";
import { Header } from "./header.tsx";
import { KeyList } from "./key-list.tsx";
import { visible } from "../text/visible.ts";

const keysShown = signal(false);

export function App({ report }: { readonly report: Report }): VNode {
  const views = useMemo(() => VIEWS.filter((view) => view.available(report.data)), [report]);
  const current = views.find(({ id }) => id === route.value.view) ?? views[0]!;
  useMemo(() => keepMarks(report), [report]);
  useShortcuts(useMemo(() => globalShortcuts(views), [views]));
  useEffect(() => {
    document.title = `${current.title} · ${visible(report.data.profile.name)} · Winnow report`;
  }, [current, report]);
  const { component: Content } = current;
  return (
    <>
      <a class="skip" href="#content" onClick={skipToContent}>
        Skip to the content
      </a>
      <Header report={report} views={views} current={current} showKeys={() => (keysShown.value = true)} />
      <main id="content" tabIndex={-1} class={`view view-${current.id}`}>
        <Content report={report} />
      </main>
      {keysShown.value && <KeyList close={() => (keysShown.value = false)} />}
    </>
  );
}

/** The address behind `#` names views: the link must not change it. */
function skipToContent(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function globalShortcuts(views: readonly View[]): readonly Shortcut[] {
  const step = (by: number): void => {
    const at = Math.max(
      0,
      views.findIndex(({ id }) => id === route.value.view),
    );
    go(views[(at + by + views.length) % views.length]!.id);
  };
  return [
    { keys: ["?"], does: "show or hide this list", run: () => (keysShown.value = !keysShown.value) },
    { keys: ["]"], does: "next view", run: () => step(1) },
    { keys: ["["], does: "previous view", run: () => step(-1) },
    { keys: ["t"], does: "light or dark", run: switchTheme },
  ];
}
