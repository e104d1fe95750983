// Tables that are sorted by a press on a column's heading.

import { element, type Child } from "./element";
import { whole } from "./format";

export interface Column<Row> {
  name: string;
  /** What is sorted by; null comes last. */
  key: (row: Row) => string | number | null;
  cell: (row: Row) => Child;
  number?: boolean;
  /** Sentences, that are wrapped. */
  long?: boolean;
}

export interface TableForm<Row> {
  label: string;
  columns: readonly Column<Row>[];
  /** What a row says when it is opened. */
  detail?: (row: Row) => HTMLElement;
  chosen?: (row: Row) => void;
  most?: number;
}

export class SortedTable<Row> {
  readonly host: HTMLElement;
  private readonly body = element("tbody");
  private readonly headings: HTMLTableCellElement[];
  private readonly more: HTMLButtonElement;
  private rows: readonly Row[] = [];
  /** Those that have a line now. */
  private lined: readonly Row[] | undefined;
  private column = -1;
  private falls = true;
  private all = false;

  constructor(private readonly form: TableForm<Row>) {
    this.headings = form.columns.map((column, i) => element("th",
      { scope: "col", class: column.number ? "number" : null },
      element("button", { type: "button", onclick: () => this.sortBy(i) }, column.name)));
    this.more = element("button", { type: "button", class: "more", onclick: () => this.showAll() });
    this.host = element("div", { class: "table", "data-table": form.label },
      element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": form.label },
        element("table", {}, element("caption", { class: "for-readers" }, form.label),
          element("thead", {}, element("tr", {}, ...this.headings)), this.body)),
      this.more);
  }

  /** Shows other rows, in the order in which they come, or in that which was asked for. */
  show(rows: readonly Row[]): void {
    this.rows = rows;
    this.fill();
  }

  private showAll(): void {
    this.all = true;
    this.fill();
  }

  private sortBy(column: number): void {
    const first = this.form.columns[column]!.number ?? false;
    this.falls = this.column === column ? !this.falls : first;
    this.column = column;
    this.headings.forEach((heading, i) => {
      if (i === column) heading.setAttribute("aria-sort", this.falls ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    });
    this.fill();
  }

  private sorted(): readonly Row[] {
    if (this.column < 0) return this.rows;
    const key = this.form.columns[this.column]!.key;
    const sign = this.falls ? -1 : 1;
    return [...this.rows].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
      return sign * (x < y ? -1 : x > y ? 1 : 0);
    });
  }

  private fill(): void {
    const most = this.all ? this.rows.length : this.form.most ?? 12;
    const before = this.lined;
    this.lined = this.sorted().slice(0, most);
    if (before?.length !== this.lined.length || this.lined.some((row, i) => row !== before[i])) {
      this.fillBody();
    }
    this.more.hidden = this.rows.length <= most;
    this.more.textContent = `Show all ${whole(this.rows.length)}`;
    this.host.dataset["values"] = String(this.rows.length);
  }

  private fillBody(): void {
    this.body.replaceChildren(...this.lined!.map((row) => this.line(row)));
    if (this.rows.length === 0) {
      this.body.append(element("tr", {}, element("td", { colspan: this.form.columns.length,
        class: "nothing" }, "Nothing here in the selected time.")));
    }
  }

  private line(row: Row): HTMLElement {
    const cells = this.form.columns.map((column) => element("td",
      { class: column.number ? "number" : column.long ? "long" : null }, column.cell(row)));
    const line = element("tr", {}, ...cells);
    if (this.form.detail || this.form.chosen) this.makeButton(line, cells[0]!, row);
    return line;
  }

  /** The first cell of a line is what opens it. */
  private makeButton(line: HTMLElement, first: HTMLElement, row: Row): void {
    const button = element("button", { type: "button", class: "open" }, ...first.childNodes);
    first.append(button);
    if (!this.form.detail) {
      button.addEventListener("click", () => this.form.chosen!(row));
      return;
    }
    button.setAttribute("aria-expanded", "false");
    let opened: HTMLElement | undefined;
    button.addEventListener("click", () => {
      if (opened) {
        opened.remove();
        opened = undefined;
      } else {
        opened = element("tr", { class: "detail" },
          element("td", { colspan: this.form.columns.length }, this.form.detail!(row)));
        line.after(opened);
      }
      button.setAttribute("aria-expanded", String(opened !== undefined));
    });
  }
}
