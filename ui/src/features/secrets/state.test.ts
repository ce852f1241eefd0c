// The state of the place, against the in-memory host.
import { beforeEach, describe, expect, it } from "vitest";

import { useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { SecretsState } from "./state.svelte";
import { parseRemembered } from "./views.svelte";

beforeEach(() => useHost(makeFake()));

/** Waits until something holds; a test that waits for what never comes is stopped by the runner. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((next) => setTimeout(next, 1));
}

function storage(): Pick<Storage, "getItem" | "setItem"> & { text: string } {
  const kept = { text: "{}" };
  return Object.assign(kept, { getItem: () => kept.text, setItem: (_key: string, text: string) => void (kept.text = text) });
}

async function opened(kept = storage()): Promise<SecretsState> {
  const state = new SecretsState(kept);
  state.open();
  await until(() => state.list.rows.answered !== null && !state.list.rows.busy);
  return state;
}

async function settled({ list }: SecretsState): Promise<void> {
  await until(() => !list.rows.busy && (list.rows.answered?.filter === list.filter || list.rows.refused?.filter === list.filter) && (list.rows.error !== null || list.rows.answered?.sort === list.sort));
}

describe("the list", () => {
  it("shows the answer to what was typed last, however fast", async () => {
    const state = await opened();
    for (const filter of ["s", "st", "str", "stri", "stripe"]) state.views.typed(filter);
    await settled(state);
    expect(state.list.rows.answered?.filter).toBe("stripe");
    expect(state.list.rows.total).toBeGreaterThan(0);
    expect(state.list.rows.total).toBeLessThan(state.list.all ?? 0);
    expect(state.list.rows.at(0)?.name.toLowerCase()).toContain("stripe");
  });

  it("keeps the rows and says where a filter is wrong, until it is mended", async () => {
    const state = await opened();
    const before = state.list.rows.total;
    state.views.typed("db accout:x");
    await settled(state);
    expect(state.list.error?.code).toBe("bad_filter");
    expect(state.list.wrong).toEqual([3, 11]);
    expect(state.list.rows.total).toBe(before);
    state.views.typed("db account:x");
    expect(state.list.error).toBeNull();
  });

  it("keeps the cursor on its secret when the order changes", async () => {
    const state = await opened();
    const row = state.list.rows.at(7);
    state.list.moveTo(7, row);
    state.views.typed(row?.name ?? "");
    await settled(state);
    expect([state.list.under?.arn, state.list.rows.at(state.list.cursor)?.arn]).toEqual([row?.arn, row?.arn]);
    state.views.typed("");
    await settled(state);
    expect([state.list.cursor, state.list.under?.arn]).toEqual([7, row?.arn]);
  });

  it("returns the cursor to the open secret, even after an order in which it was far away", async () => {
    const state = await opened();
    const row = state.list.rows.at(7);
    state.list.moveTo(7, row);
    await state.detail.open(row?.arn ?? null);
    state.list.sortBy("name");
    await settled(state);
    expect([state.list.rows.find(({ arn }) => arn === row?.arn), state.list.cursor]).toEqual([-1, 0]);
    state.list.sortBy("name");
    await settled(state);
    expect([state.list.cursor, state.list.under?.arn, state.detail.arn]).toEqual([7, row?.arn, row?.arn]);
  });

  it("goes to the top when its secret is not among the rows", async () => {
    const state = await opened();
    state.list.moveTo(7, state.list.rows.at(7));
    state.views.typed(`-name:${state.list.rows.at(7)?.name ?? ""} is:pending`);
    await settled(state);
    expect(state.list.cursor).toBe(0);
    expect(state.list.under?.arn).toBe(state.list.rows.at(0)?.arn);
  });

  it("sorts ages oldest first, and unknown ones last either way", async () => {
    const state = await opened();
    state.list.sortBy("age");
    await settled(state);
    expect(state.list.sort).toEqual({ column: "age", descending: true });
    const [first, second] = [state.list.rows.at(0)?.age_days ?? -1, state.list.rows.at(1)?.age_days ?? -1];
    expect(first).toBeGreaterThanOrEqual(second);
    expect(second).toBeGreaterThan(0);
  });
});

describe("the views", () => {
  it("counts its own tabs as the list would", async () => {
    const state = await opened();
    await until(() => state.views.count({ id: "unowned", name: "", filter: "", sort: state.list.sort, saved: null }) !== null);
    for (const tab of state.views.tabs) {
      state.views.pick(tab.id);
      await settled(state);
      expect([tab.id, state.list.rows.total]).toEqual([tab.id, state.views.count(tab)]);
      expect(state.views.edited).toBe(false);
    }
  });

  it("an emptied filter leads back to everything", async () => {
    const state = await opened();
    state.views.pick("plain");
    state.views.typed("is:plain web");
    expect([state.views.current, state.views.edited]).toEqual(["plain", true]);
    state.views.typed("");
    expect([state.views.current, state.views.edited]).toEqual(["all", false]);
  });

  it("saves, changes, renames, deletes and restores a view with its columns and order", async () => {
    const state = await opened();
    const { list, views } = state;
    views.typed("age:>90d");
    list.sortBy("age");
    list.layout.toggle("owner");
    list.layout.resize("kind", 222);
    await views.save("Aged");
    expect([views.current, views.edited]).toEqual(["view:Aged", false]);
    list.layout.resize("kind", 300);
    expect(views.edited).toBe(true);

    views.pick("all");
    expect(list.layout.isShown("owner")).toBe(true);
    views.pick("view:Aged");
    await settled(state);
    expect([list.filter, list.sort.column, list.layout.isShown("owner"), list.layout.width("kind")]).toEqual(["age:>90d", "age", false, 222]);
    expect(views.count(views.tab)).toBe(list.rows.total);

    await views.rename("Aged", "Old ones");
    expect([views.current, views.has("Aged"), views.has("Old ones")]).toEqual(["view:Old ones", false, true]);
    const { saved } = views.tab;
    await views.remove("Old ones");
    expect([views.current, views.has("Old ones")]).toEqual(["all", false]);
    if (saved) await views.restore(saved);
    expect(views.has("Old ones")).toBe(true);
  });

  it("remembers columns and order of its own tabs, and nothing of the organisation", async () => {
    const kept = storage();
    const first = await opened(kept);
    first.list.layout.toggle("key");
    first.list.sortBy("owner");
    first.views.typed("payments-secret-project");
    first.views.remember();
    expect(kept.text).not.toContain("payments");
    const second = await opened(kept);
    expect([second.list.layout.isShown("key"), second.list.sort.column, second.list.filter]).toEqual([false, "owner", ""]);
  });

  it.each([[null], [""], ["nonsense"], ["[]"], ["null"], ['{"all":{"sort":{"column":3},"columns":[]}}'], ['{"all":{"sort":{"column":"age","descending":true},"columns":[null]}}']])(
    "what was kept as %j is left out",
    (text) => {
      expect(parseRemembered(text)).toEqual({});
    },
  );
});

describe("the open secret", () => {
  it("shows the one asked for last", async () => {
    const { list, detail } = await opened();
    const [first, second] = [list.rows.at(1)?.arn ?? "", list.rows.at(2)?.arn ?? ""];
    const slower = detail.open(first);
    await detail.open(second);
    await slower;
    expect([detail.arn, detail.reply?.secret.arn, detail.busy]).toEqual([second, second, null]);
    await detail.open(null);
    expect([detail.reply, detail.arn]).toEqual([null, null]);
  });

  it("says so when it is not there", async () => {
    const { detail } = await opened();
    await detail.open("arn:aws:ssm:eu-west-1:111122223333:parameter/none");
    expect([detail.error?.code, detail.reply, detail.busy]).toEqual(["not_found", null, null]);
  });

  it("stores a note, and the list shows that there is one", async () => {
    const state = await opened();
    const { list, detail } = state;
    const arn = list.rows.at(4)?.arn ?? "";
    await detail.open(arn);
    detail.note.begin("");
    detail.note.text = "Ask *payments* first.";
    expect(detail.note.dirty).toBe(true);
    expect(await detail.note.save()).toBe(true);
    expect([detail.note.editing, detail.reply?.note?.markdown]).toEqual([false, "Ask *payments* first."]);
    await until(() => list.rows.at(4)?.noted === true);
  });

  it("keeps the text when it is refused, and when another secret is looked at", async () => {
    const { list, detail } = await opened();
    const { note } = detail;
    await detail.open(list.rows.at(5)?.arn ?? null);
    note.begin("");
    note.text = "the key is AKIAIOSFODNN7EXAMPLE";
    expect(await note.save()).toBe(false);
    expect([note.editing, note.text, note.error?.code]).toEqual([true, "the key is AKIAIOSFODNN7EXAMPLE", "looks_like_secret"]);
    await detail.open(list.rows.at(6)?.arn ?? null);
    expect([note.editing, note.text]).toEqual([false, ""]);
    await detail.open(list.rows.at(5)?.arn ?? null);
    expect([note.editing, note.text, note.dirty]).toEqual([true, "the key is AKIAIOSFODNN7EXAMPLE", true]);
  });

  it("asks before text is lost, once", async () => {
    const { list, detail } = await opened();
    const { note } = detail;
    await detail.open(list.rows.at(8)?.arn ?? null);
    note.begin("as it was");
    expect(note.leave()).toBe(true);
    note.begin("as it was");
    note.text = "changed";
    expect([note.leave(), note.asking, note.editing]).toEqual([false, true, true]);
    expect([note.leave(), note.editing]).toEqual([true, false]);
  });

  it("sets a kind by hand and takes that back", async () => {
    const { list, detail } = await opened();
    await detail.open(list.rows.at(9)?.arn ?? null);
    await detail.loadKinds();
    const other = detail.kinds.find(({ code }) => code !== detail.reply?.secret.kind)?.code ?? "";
    await detail.setKind(other, "seen in its runbook");
    expect([detail.reply?.secret.kind, detail.reply?.secret.kind_corrected]).toEqual([other, true]);
    await detail.setKind(null, "");
    expect(detail.reply?.secret.kind_corrected).toBe(false);
  });
});
