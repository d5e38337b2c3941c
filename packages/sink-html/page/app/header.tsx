import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Report } from "../state/report.ts";
import { linkTo } from "../state/route.ts";
import { switchTheme, theme } from "../state/theme.ts";
import { Text } from "../text/text.tsx";
import { counted, time } from "../text/words.ts";
import type { View } from "../views/view.ts";

interface HeaderProperties {
  readonly report: Report;
  readonly views: readonly View[];
  readonly current: View;
  readonly showKeys: () => void;
}

export function Header({ report, views, current, showKeys }: HeaderProperties): VNode {
  const { profile, range, ledger, counts } = report.data;
  return (
    <header class="header">
      <div class="header-line">
        <span class="brand">
          <span class="brand-mark" aria-hidden="true" />
          Winnow
        </span>
        <span class="header-profile">
          <Text value={profile.name} most={60} />
        </span>
        <span class="header-facts">
          {counted(ledger.clustered, "event")} → {counted(counts.rows, "row")}
          {range !== null && (
            <span class="header-range">
              {time(range.first)} to {time(range.last)} UTC
            </span>
          )}
        </span>
        <span class="header-tools">
          <button type="button" class="quiet" onClick={showKeys} title="Keyboard shortcuts (?)">
            Keys
          </button>
          <button type="button" class="quiet" onClick={switchTheme} title="Light or dark (t)">
            {theme.value === "dark" ? "Light" : "Dark"}
          </button>
        </span>
      </div>
      <Navigation views={views} current={current} />
    </header>
  );
}

function Navigation({ views, current }: Pick<HeaderProperties, "views" | "current">): VNode {
  const active = useRef<HTMLAnchorElement>(null);
  useEffect(() => active.current?.scrollIntoView({ block: "nearest", inline: "nearest" }), [current]);
  return (
    <nav class="tabs" aria-label="Views">
      {views.map(({ id, title }) => (
        <a
          key={id}
          href={linkTo(id)}
          ref={id === current.id ? active : null}
          aria-current={id === current.id ? "page" : undefined}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}
