// Which columns a table shows, in what order and how wide.
/* eslint-disable svelte/prefer-svelte-reactivity -- sets and maps are replaced whole or not shown, never changed in place under a reader */

/** A column as the table knows it. */
export interface ColumnSpec<Code extends string = string> {
  code: Code;
  /** The words in its header. */
  title: string;
  /** More words, for the menu and the header's tooltip. */
  about: string;
  /** Its width in CSS pixels as long as nobody has changed it. */
  width: number;
  /** The share of the table's room that it takes where that is more, as long as nobody has changed its width. */
  share?: number;
  /** Its least width. */
  least: number;
  /** Whether a fresh table shows it. */
  shown: boolean;
  /** Numbers stand at the end of their cell. */
  numeric?: boolean;
  /** The first column takes the room that is left, and cannot be hidden. */
  fixed?: boolean;
}

/** One column that is shown. */
export interface Placed {
  column: string;
  width: number;
}

const WIDEST = 900;
/** How far one key press moves a column's edge, in CSS pixels. */
export const NUDGE = 16;

export class ColumnLayout<Code extends string> {
  /** Every column in the order of the menu; hidden ones keep their place. */
  order = $state.raw<Code[]>([]);
  /** The room that the table has, in CSS pixels. */
  room = $state(0);
  #hidden = $state.raw<ReadonlySet<Code>>(new Set());
  #widths = $state.raw<ReadonlyMap<Code, number>>(new Map());
  readonly specs: ReadonlyMap<Code, ColumnSpec<Code>>;
  #all: readonly ColumnSpec<Code>[];

  constructor(specs: readonly ColumnSpec<Code>[]) {
    this.#all = specs;
    this.specs = new Map(specs.map((spec) => [spec.code, spec]));
    this.reset();
  }

  /** The columns that are shown, in order. */
  shown = $derived.by(() =>
    this.order.flatMap((code) => {
      const spec = this.specs.get(code);
      return spec && !this.#hidden.has(code) ? [spec] : [];
    }),
  );

  /** The tracks for `grid-template-columns`: the fixed column grows, the others have their width. */
  tracks = $derived(
    this.shown
      .map((spec) => (spec.fixed ? `minmax(${this.width(spec.code)}px, 1fr)` : `${this.width(spec.code)}px`))
      .join(" "),
  );

  /** The sum of the widths in CSS pixels: narrower than this the table scrolls sideways. */
  least = $derived(this.shown.reduce((sum, spec) => sum + this.width(spec.code), 0));

  /** What a view remembers: widths that somebody chose, else the first ones, whatever room there is just now. */
  placed = $derived<Placed[]>(this.shown.map((spec) => ({ column: spec.code, width: this.#widths.get(spec.code) ?? spec.width })));

  /** Whether nobody has changed anything: then a later version's columns are shown as it means them. */
  untouched = $derived.by(() => this.#widths.size === 0 && this.#all.every((spec, i) => this.order[i] === spec.code && this.isShown(spec.code) === spec.shown));

  width(code: Code): number {
    const spec = this.specs.get(code);
    return this.#widths.get(code) ?? Math.max(spec?.width ?? 0, Math.round((spec?.share ?? 0) * this.room));
  }

  isShown(code: Code): boolean {
    return !this.#hidden.has(code);
  }

  reset(): void {
    this.order = this.#all.map((spec) => spec.code);
    this.#hidden = new Set(this.#all.filter((spec) => !spec.shown).map((spec) => spec.code));
    this.#widths = new Map();
  }

  toggle(code: Code): void {
    if (this.specs.get(code)?.fixed) return;
    const hidden = new Set(this.#hidden);
    if (!hidden.delete(code)) hidden.add(code);
    this.#hidden = hidden;
  }

  /** Moves a column by so many places; the fixed one stays first. */
  move(code: Code, by: number): void {
    const from = this.order.indexOf(code);
    if (from < 0 || this.specs.get(code)?.fixed) return;
    const fixed = this.order.filter((other) => this.specs.get(other)?.fixed).length;
    const to = Math.min(this.order.length - 1, Math.max(fixed, from + by));
    const order = this.order.filter((other) => other !== code);
    order.splice(to, 0, code);
    this.order = order;
  }

  /** Sets a column's width in CSS pixels, within what can be read. */
  resize(code: Code, width: number): void {
    const spec = this.specs.get(code);
    if (!spec || !Number.isFinite(width)) return;
    const kept = Math.round(Math.min(WIDEST, Math.max(spec.least, width)));
    this.#widths = new Map(this.#widths).set(code, kept);
  }

  /** Gives a column its first width again. */
  unsize(code: Code): void {
    const widths = new Map(this.#widths);
    widths.delete(code);
    this.#widths = widths;
  }

  /** Takes over what a view remembers. Codes that this version does not know are left out. */
  apply(placed: readonly Placed[]): void {
    this.reset();
    const known = placed.flatMap(({ column, width }) => {
      const spec = this.specs.get(column as Code);
      return spec ? [{ code: spec.code, width }] : [];
    });
    if (known.length === 0) return;
    const codes = [...new Set(known.map(({ code }) => code))];
    const fixed = this.#all.filter((spec) => spec.fixed).map((spec) => spec.code);
    const leading = [...fixed, ...codes.filter((code) => !fixed.includes(code))];
    this.order = [...leading, ...this.order.filter((code) => !leading.includes(code))];
    this.#hidden = new Set(this.order.filter((code) => !leading.includes(code)));
    for (const { code, width } of known) {
      if (width !== this.specs.get(code)?.width) this.resize(code, width);
    }
  }
}
