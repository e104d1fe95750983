// Light or dark, plain or patterned: as the system says, unless a button was pressed.

import type { Board } from "./board";
import { choice, element } from "./element";
import type { Theme } from "./palette";

type Wish = "auto" | Theme;

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Switches of a board's looks. */
export function appearance(board: Board): HTMLElement {
  let wish: Wish = "auto";
  const apply = (theme: Theme): void => {
    board.theme = theme;
    document.documentElement.dataset["theme"] = theme;
    board.redraw();
  };
  const wished = (): Theme => wish === "auto" ? (dark.matches ? "dark" : "light") : wish;
  dark.addEventListener("change", () => apply(wished()));
  apply(wished());
  addEventListener("beforeprint", () => {
    board.patterns = true;
    apply("light");
    board.drawAll();
  });
  addEventListener("afterprint", () => {
    board.patterns = patterns.getAttribute("aria-pressed") === "true";
    apply(wished());
  });
  const patterns = element("button", { type: "button", "aria-pressed": "false", onclick: () => {
    board.patterns = !board.patterns;
    patterns.setAttribute("aria-pressed", String(board.patterns));
    board.redraw();
  } }, "Patterns");
  const theme = choice("Theme", [{ value: "auto", text: "as the system" },
    { value: "light", text: "light" }, { value: "dark", text: "dark" }], (value) => {
    wish = value as Wish;
    apply(wished());
  });
  return element("div", { class: "appearance" }, patterns, theme);
}
