import { computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { recall, remember } from "./memory.ts";

export type Theme = "light" | "dark";

/** What the reader chose; `null` follows the system. */
export const chosenTheme: Signal<Theme | null> = signal(asTheme(recall("theme")));

const query = matchMedia("(prefers-color-scheme: dark)");
const systemTheme: Signal<Theme> = signal(query.matches ? "dark" : "light");
query.addEventListener("change", ({ matches }) => (systemTheme.value = matches ? "dark" : "light"));

/** Paper is white, also for what is drawn on canvases. */
const printing: Signal<boolean> = signal(false);
const paper = matchMedia("print");
paper.addEventListener("change", ({ matches }) => (printing.value = matches));
addEventListener("beforeprint", () => (printing.value = true));
addEventListener("afterprint", () => (printing.value = paper.matches));

export const theme: ReadonlySignal<Theme> = computed(() =>
  printing.value ? "light" : (chosenTheme.value ?? systemTheme.value),
);

/** Colours for what is drawn on a canvas; the style sheet has the same names with `--` in front. */
export interface Palette {
  readonly paper: string;
  readonly raised: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly alarm: string;
  readonly good: string;
  readonly noise: string;
  /** For clusters, in turn; told apart by people who see few colours too (Okabe and Ito, made calmer). */
  readonly series: readonly string[];
}

const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    paper: "#ffffff",
    raised: "#f6f7f9",
    ink: "#17202b",
    muted: "#566372",
    line: "#dde2e8",
    accent: "#0f6e66",
    alarm: "#b4331f",
    good: "#2b7a3f",
    noise: "#c8452f",
    series: [
      "#1f6fb2",
      "#d98a00",
      "#0f8a6c",
      "#a8568f",
      "#5b7f1f",
      "#4a5fc1",
      "#b0642c",
      "#2a93a8",
      "#8a6d1a",
      "#7a5bb5",
    ],
  },
  dark: {
    paper: "#12171e",
    raised: "#1a212a",
    ink: "#e4e9ef",
    muted: "#9aa7b5",
    line: "#2c3641",
    accent: "#4fc3b5",
    alarm: "#ff8a73",
    good: "#74c686",
    noise: "#ff8a73",
    series: [
      "#6db3ea",
      "#eeb14c",
      "#4fc9a4",
      "#d596c2",
      "#a5c560",
      "#95a5f0",
      "#dd9c6c",
      "#6fcbdc",
      "#cdb35a",
      "#b79ce6",
    ],
  },
};

export const palette: ReadonlySignal<Palette> = computed(() => PALETTES[theme.value]);

/** Keeps the document's style in step with the theme, for as long as the page is open. */
export function followTheme(): void {
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
}

export function switchTheme(): void {
  chosenTheme.value = theme.value === "dark" ? "light" : "dark";
  remember("theme", chosenTheme.value);
}

function asTheme(text: string | null): Theme | null {
  return text === "light" || text === "dark" ? text : null;
}
