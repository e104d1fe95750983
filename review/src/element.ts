// Elements of the page. Data becomes text here, never markup.

import { NOTHING } from "./format";

export type Child = Node | string | null | undefined;
type Attributes = Record<string, string | number | boolean | null | undefined | EventListener>;

/** An element with attributes; those of `on...` are listeners, those of false or null are none. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child): child is Node | string => child != null));
  return made;
}

/** A name that somebody gave: of a direction of its own, and cut where there is no room. */
export function named(name: string, nothing = NOTHING): HTMLElement {
  if (name === "") return element("span", { class: "nothing" }, nothing);
  return element("bdi", { class: "name", title: name }, name);
}

/** A part of the page with a heading. */
export function section(id: string, heading: string, ...children: Child[]): HTMLElement {
  return element("section", { id, "aria-labelledby": `${id}-heading` },
    element("h2", { id: `${id}-heading` }, heading), ...children);
}

/** A square of a colour. */
export function swatch(colour: string): HTMLElement {
  const made = element("i", { class: "swatch" });
  made.style.background = colour;
  return made;
}

/** What the colours of a chart mean. */
export function keys(entries: readonly { colour: string; label: Child }[]): HTMLElement {
  return element("ul", { class: "keys" }, ...entries.map(({ colour, label }) =>
    element("li", {}, swatch(colour), label)));
}

let labels = 0;

/** A choice of one of several, with its label before it. */
export function choice(label: string, options: readonly { value: string; text: string }[],
    choose: (value: string) => void): HTMLElement {
  const id = `choice-${labels++}`;
  const select = element("select", { id, onchange: () => choose(select.value) },
    ...options.map(({ value, text }) => element("option", { value }, text)));
  return element("span", { class: "choice" }, element("label", { for: id }, label), select);
}
