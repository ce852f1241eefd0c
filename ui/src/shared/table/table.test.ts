import { describe, expect, it } from "vitest";

import { move, reveal, span } from "./cursor";
import { ColumnLayout, type ColumnSpec } from "./layout.svelte";
import { PAGE, PagedRows, type Stretch } from "./paged.svelte";

describe("cursor", () => {
  it.each([
    ["ArrowDown", 0, 10, 1],
    ["j", 8, 10, 9],
    ["j", 9, 10, 9],
    ["ArrowUp", 0, 10, 0],
    ["k", 5, 10, 4],
    ["PageDown", 0, 100, 19],
    ["PageUp", 10, 100, 0],
    ["Home", 50, 100, 0],
    ["g", 50, 100, 0],
    ["End", 0, 100, 99],
    ["G", -1, 100, 99],
    ["ArrowDown", -1, 100, 0],
    ["ArrowUp", -1, 100, 0],
    ["x", 3, 10, null],
    ["constructor", 3, 10, null],
    ["ArrowDown", 0, 0, null],
  ])("%s at %i of %i leads to %s", (key, at, total, expected) => {
    expect(move(key, at, total, 20)).toBe(expected);
  });

  it.each([
    ["a row above goes under the header, not behind it", 3, 200, 96],
    ["a row below ends at the lower edge", 20, 0, 32 * 21 - 300],
    ["a row in view moves nothing", 5, 100, 100],
  ])("%s", (_name, index, top, expected) => {
    expect(reveal(index, 32, top, 328, 28)).toBe(expected);
  });

  it.each([
    [0, 320, 100, [0, 18]],
    [3200, 320, 1000, [92, 118]],
    [32_000, 320, 20, [20, 20]],
    [0, 0, 5, [0, 5]],
  ])("at %i with %i pixels of %i rows draws %j", (top, height, total, expected) => {
    expect(span(top, height, 32, total, 8)).toEqual(expected);
  });
});

describe("column layout", () => {
  const specs: ColumnSpec<"name" | "age" | "kind" | "owner">[] = [
    { code: "name", title: "Name", about: "", width: 200, least: 100, shown: true, fixed: true },
    { code: "age", title: "Age", about: "", width: 90, least: 50, shown: true },
    { code: "kind", title: "Kind", about: "", width: 80, least: 50, shown: true },
    { code: "owner", title: "Owner", about: "", width: 70, least: 50, shown: false },
  ];
  const codes = (layout: ColumnLayout<"name" | "age" | "kind" | "owner">) => layout.shown.map(({ code }) => code);

  it("hides, shows and moves, but never the fixed column", () => {
    const layout = new ColumnLayout(specs);
    layout.toggle("age");
    layout.toggle("owner");
    layout.toggle("name");
    layout.move("owner", -9);
    layout.move("name", 2);
    expect(codes(layout)).toEqual(["name", "owner", "kind"]);
    expect(layout.tracks).toBe("minmax(200px, 1fr) 70px 80px");
  });

  it("keeps widths within what can be read", () => {
    const layout = new ColumnLayout(specs);
    layout.resize("age", 3);
    layout.resize("kind", 1e9);
    layout.resize("name", Number.NaN);
    expect(layout.placed).toEqual([
      { column: "name", width: 200 },
      { column: "age", width: 50 },
      { column: "kind", width: 900 },
    ]);
    layout.unsize("age");
    expect(layout.width("age")).toBe(90);
  });

  it("remembers a width that somebody chose, not one that the window gave", () => {
    const wide = new ColumnLayout([{ ...(specs[0] as (typeof specs)[0]), share: 0.5 }, ...specs.slice(1)]);
    wide.room = 1000;
    expect([wide.width("name"), wide.placed[0]]).toEqual([500, { column: "name", width: 200 }]);
    const { placed } = wide;
    wide.room = 600;
    wide.apply(placed);
    expect([wide.width("name"), wide.placed]).toEqual([300, placed]);
    wide.resize("name", 250);
    expect([wide.width("name"), wide.placed[0]]).toEqual([250, { column: "name", width: 250 }]);
  });

  it("takes over what a view remembers, also from another version", () => {
    const layout = new ColumnLayout(specs);
    layout.apply([
      { column: "owner", width: 123 },
      { column: "gone-since", width: 50 },
      { column: "name", width: 300 },
      { column: "owner", width: 124 },
    ]);
    expect(layout.placed).toEqual([
      { column: "name", width: 300 },
      { column: "owner", width: 124 },
    ]);
    layout.apply([{ column: "nothing-known", width: 1 }]);
    expect(codes(layout)).toEqual(["name", "age", "kind"]);
  });
});

/** A back end that answers when told to. Rows are their places, times the query. */
function backEnd(total: number) {
  const asked: { query: number; offset: number; limit: number; answer: () => Promise<void>; refuse: () => Promise<void> }[] = [];
  const ask = (query: number, offset: number, limit: number) =>
    new Promise<Stretch<number, string>>((resolve, reject) => {
      const settled = () => new Promise<void>((done) => setTimeout(done));
      asked.push({
        query,
        offset,
        limit,
        answer: () => {
          const length = Math.max(0, Math.min(limit, total - offset));
          resolve({ rows: Array.from({ length }, (_, at) => query * (offset + at)), total, extra: `of ${query}` });
          return settled();
        },
        refuse: () => {
          reject(new Error(`no ${query}`));
          return settled();
        },
      });
    });
  return { asked, rows: new PagedRows<number, number, string>(ask) };
}

describe("paged rows", () => {
  it("asks one query at a time, and the newest wins", async () => {
    const { asked, rows } = backEnd(10);
    for (const query of [1, 2, 3, 4]) rows.ask(query);
    expect(asked.map(({ query }) => query)).toEqual([1]);
    await asked[0]?.answer();
    expect(rows.answered).toBeNull();
    expect(asked.map(({ query }) => query)).toEqual([1, 4]);
    await asked[1]?.answer();
    expect([rows.answered, rows.total, rows.extra, rows.at(2), rows.lists]).toEqual([4, 10, "of 4", 8, 1]);
  });

  it("keeps the rows it has while a query is on its way, and when one is refused", async () => {
    const { asked, rows } = backEnd(10);
    rows.ask(1);
    await asked[0]?.answer();
    rows.ask(2);
    expect(rows.at(3)).toBe(3);
    await asked[1]?.refuse();
    expect([rows.at(3), rows.answered, rows.refused, String(rows.error)]).toEqual([3, 1, 2, "Error: no 2"]);
    rows.ask(3);
    await asked[2]?.answer();
    expect([rows.at(3), rows.error, rows.refused]).toEqual([9, null, null]);
  });

  it("fetches pages around the viewport and holds no more than it needs", async () => {
    const { asked, rows } = backEnd(50_000);
    rows.ask(1);
    await asked[0]?.answer();
    for (let first = 0; first < 30_000; first += 90) {
      rows.show(first, first + 40);
      while (asked.length > 0) await asked.shift()?.answer();
    }
    expect(rows.at(29_970)).toBe(29_970);
    expect(rows.at(0)).toBeUndefined();
    expect(rows.held).toBeLessThanOrEqual(16 * PAGE);
  });

  it("leaps: only what is in view at the end is asked for", async () => {
    const { asked, rows } = backEnd(50_000);
    rows.ask(1);
    while (asked.length > 0) await asked.shift()?.answer();
    for (let first = 1000; first <= 40_000; first += 1000) rows.show(first, first + 30);
    expect(asked.length).toBe(2);
    while (asked.length > 0) await asked.shift()?.answer();
    expect(rows.at(40_010)).toBe(40_010);
    expect(rows.at(20_000)).toBeUndefined();
  });

  it("drops a page of an older query", async () => {
    const { asked, rows } = backEnd(1000);
    rows.ask(1);
    await asked[0]?.answer();
    rows.show(500, 530);
    const stale = asked.filter(({ offset }) => offset > 0);
    rows.ask(2);
    await asked.at(-1)?.answer();
    for (const page of stale) await page.answer();
    expect(rows.at(500)).not.toBe(500);
  });

  it("refreshes the rows in view without blinking and without going to the top", async () => {
    const { asked, rows } = backEnd(1000);
    rows.ask(1);
    await asked[0]?.answer();
    rows.show(180, 220);
    while (asked.length > 0) await asked.shift()?.answer();
    rows.refresh();
    expect(rows.at(200)).toBe(200);
    expect(asked[0]).toMatchObject({ offset: 100, limit: 200 });
    await asked[0]?.answer();
    expect([rows.at(180), rows.at(219), rows.lists]).toEqual([180, 219, 1]);
  });

  it("a refresh while a new query waits is still a new list", async () => {
    const { asked, rows } = backEnd(1000);
    rows.ask(1);
    while (asked.length > 0) await asked.shift()?.answer();
    rows.ask(2);
    rows.refresh();
    while (asked.length > 0) await asked.shift()?.answer();
    expect([rows.answered, rows.lists, rows.at(1)]).toEqual([2, 2, 2]);
  });

  it("does not ask again and again for a page that fails", async () => {
    const { asked, rows } = backEnd(1000);
    rows.ask(1);
    await asked[0]?.answer();
    rows.show(500, 510);
    while (asked.length > 1) await asked.pop()?.refuse();
    const before = asked.length;
    rows.show(501, 511);
    expect(asked.length).toBe(before);
    expect(rows.error).toBeInstanceOf(Error);
  });
});
