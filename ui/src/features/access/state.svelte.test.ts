import { beforeEach, describe, expect, it, vi } from "vitest";

import { call, useHost, type Host } from "../../ipc/client";
import { makeFake, type Scenario } from "../../ipc/fake";
import { stand } from "./collecting";
import { Inputs, stopped } from "./inputs.svelte";
import { Latest } from "./latest.svelte";
import { AccessMap, cellRequest, sum, weight } from "./map.svelte";
import { Principals, reads } from "./principals.svelte";
import { Access } from "./state.svelte";

const NOW = Date.parse("2026-11-20T14:00:00Z");
const fake = (scenario: Scenario = "demo", stepMs = 2) => makeFake({ scenario, rows: 200, stepMs, now: () => (clock += 1000) });
let clock = NOW;
beforeEach(() => useHost(fake()));

/** A host that refuses one command, and counts what it is asked. */
function refusing(name: string, error: unknown): { host: Host; asked: string[] } {
  const inner = fake();
  const asked: string[] = [];
  return {
    asked,
    host: {
      ...inner,
      invoke: (command, args) => {
        asked.push(command);
        return command === name ? Promise.reject(error) : inner.invoke(command, args);
      },
    },
  };
}

describe("the latest answer", () => {
  it("is that to the newest question, whichever comes first", async () => {
    const waiting: Record<string, (answer: string) => void> = {};
    const latest = new Latest<string, string>((question) => new Promise((answer) => (waiting[question] = answer)));
    const first = latest.ask("a");
    const second = latest.ask("b");
    waiting["b"]?.("B");
    await second;
    waiting["a"]?.("A");
    await first;
    expect(latest.answer).toBe("B");
    expect(latest.stale).toBe(false);
  });

  it("stays until the next is here, and goes where the next is refused", async () => {
    let fail = false;
    const latest = new Latest<string, string>((question) => (fail ? Promise.reject(new Error("no")) : Promise.resolve(question)));
    await latest.ask("a");
    fail = true;
    const asking = latest.ask("b");
    expect([latest.answer, latest.stale]).toEqual(["a", true]);
    await asking;
    expect(latest.answer).toBeNull();
    expect(latest.error?.message).toBe("no");
    await latest.ask(null);
    expect(latest.error).toBeNull();
  });

  it("stays where the same is asked again and refused", async () => {
    let fail = false;
    const latest = new Latest<string, string>((question) => (fail ? Promise.reject(new Error("no")) : Promise.resolve(question)));
    await latest.ask("a");
    fail = true;
    await latest.reload();
    expect(latest.answer).toBe("a");
    expect(latest.error).not.toBeNull();
  });
});

describe("inputs", () => {
  it("say which accounts are known in part", async () => {
    const inputs = new Inputs();
    await inputs.load();
    expect(inputs.collected).toBe(true);
    expect(inputs.partial.map((account) => account.account_name)).toEqual(["prod-eu", "stage"]);
  });

  it("go from nothing to something by collecting, and tell the views", async () => {
    useHost(fake("uncollected"));
    const inputs = new Inputs();
    await inputs.load();
    expect(inputs.collected).toBe(false);
    expect(inputs.partial).toHaveLength(4);
    const running = inputs.collect();
    expect(inputs.busy).toBe("collect");
    await running;
    expect([inputs.busy, inputs.collected, inputs.revision]).toEqual([null, true, 1]);
  });

  it("take a closed dialog for no failure, and another refusal for one", async () => {
    for (const [code, refused] of [["dismissed", null], ["bad_request", "bad_request"]] as const) {
      useHost(refusing("access_import", { code, message: "no", hint: null, causes: [], span: null }).host);
      const inputs = new Inputs();
      await inputs.load();
      await inputs.import();
      expect(inputs.refused?.code ?? null).toBe(refused);
      expect([inputs.busy, inputs.revision, inputs.collected]).toEqual([null, 1, true]);
    }
  });

  it("take what is evaluated elsewhere, once", async () => {
    const inputs = new Inputs();
    const stop = inputs.follow();
    await inputs.load();
    expect(inputs.revision).toBe(1);
    await inputs.load();
    expect(inputs.revision).toBe(1);
    const before = inputs.reply?.evaluated_at;
    await call("access_collect");
    expect(inputs.reply?.evaluated_at).not.toBe(before);
    expect(inputs.revision).toBe(2);
    stop();
    await call("access_collect");
    expect(inputs.revision).toBe(2);
  });

  it("show a collection by account, and are stopped without losing what was known", async () => {
    useHost(fake("demo", 80));
    const inputs = new Inputs();
    const end = inputs.follow();
    await inputs.load();
    const before = inputs.reply?.principals;
    const running = inputs.collect();
    expect([inputs.collecting, inputs.docked]).toEqual([true, true]);
    await vi.waitFor(() => expect(inputs.progress ? stand(inputs.progress).at : 0).toBeGreaterThan(0));
    await inputs.cancel();
    expect(inputs.cancelling).toBe(true);
    await running;
    expect([inputs.collecting, inputs.cancelling, inputs.progress]).toEqual([false, false, null]);
    expect(inputs.reply && stopped(inputs.reply)).toBe(true);
    expect(inputs.reply?.principals).toBe(before);
    await inputs.collect();
    expect(inputs.reply && stopped(inputs.reply)).toBe(false);
    end();
  });

  it("follow a collection that somebody else began, to its end", async () => {
    useHost(fake("demo", 80));
    const inputs = new Inputs();
    const end = inputs.follow();
    await inputs.load();
    const elsewhere = call("access_collect");
    await vi.waitFor(() => expect(inputs.collecting).toBe(true));
    expect(inputs.busy).toBeNull();
    await elsewhere;
    expect(inputs.collecting).toBe(false);
    end();
  });

  it("say where an export went", async () => {
    const inputs = new Inputs();
    await inputs.load();
    await inputs.export();
    expect(inputs.exported).toBe("/home/you/access-snapshot.json");
  });
});

describe("the map", () => {
  it("stands by the most readers or by path, and leaves out groups that read nothing", async () => {
    const map = new AccessMap();
    await map.load();
    const readers = map.rows.map((path) => path.readers);
    expect(readers).toEqual([...readers].sort((a, b) => b - a));
    map.order = "path";
    const paths = map.rows.map((path) => path.path);
    expect(paths).toEqual([...paths].sort());
    map.set("account:stage", true);
    await vi.waitFor(() => expect(map.rows.every((path) => path.account === "333333333333")).toBe(true));
    expect(new Set(map.groups.map((group) => group.account))).toEqual(new Set(["333333333333", "444444444444"]));
    expect(map.hidden).toBeGreaterThan(0);
    map.whole = true;
    expect(map.hidden).toBe(0);
  });

  it("has a cell for each place, and its table twin has those with somebody", async () => {
    const map = new AccessMap();
    await map.load();
    const cells = map.rows.flatMap((path) => map.groups.map((_, column) => map.at(path, column)));
    expect(map.places).toHaveLength(cells.filter((cell) => sum(cell) > 0).length);
    const place = map.places.find(({ cell }) => cell.conditional > 0);
    if (!place) throw new Error("no conditional cell");
    await map.cell.ask(cellRequest(place.path, place.group));
    const who = new Set(map.cell.answer?.readers.map((reader) => reader.principal.arn));
    expect(who.size).toBe(sum(place.cell));
  });

  it("keeps its answer where a filter is wrong, and forgives one that is mended", async () => {
    const map = new AccessMap();
    await map.load();
    const rows = map.rows.length;
    map.set("prinzipal:x", true);
    await vi.waitFor(() => expect(map.badFilter?.code).toBe("bad_filter"));
    expect(map.rows).toHaveLength(rows);
    map.set("env:prod", false);
    expect(map.badFilter).toBeNull();
  });

  it("draws a cell by the share of its group", () => {
    const group = (principals: number) => ({ name: "", account: "", nature: "human", principals });
    const cases: [number, number, number, number, number][] = [[0, 0, 0, 9, 0], [1, 0, 0, 10, 1], [1, 1, 0, 10, 2], [0, 0, 5, 10, 3], [8, 0, 0, 10, 4], [1, 0, 0, 0, 4]];
    for (const [can, conditional, unknown, principals, wanted] of cases) expect(weight({ can, conditional, unknown }, group(principals))).toBe(wanted);
  });
});

describe("principals", () => {
  it("are asked once, stand by account and kind, and are found by name among all", async () => {
    const { host, asked } = refusing("", null);
    useHost(host);
    const principals = new Principals();
    await principals.load();
    expect(asked).toEqual(["access_principals"]);
    const arns = principals.shown.map((row) => row.principal.arn);
    expect(new Set(arns).size).toBe(arns.length);
    expect(arns).toContain("arn:aws:iam::111111111111:role/ci-deploy");
    expect(arns.length).toBe(principals.rows.length - principals.idle);
    principals.find = "CI-dep";
    expect(principals.shown.map((row) => row.principal.name)).toEqual(Array(4).fill("role/ci-deploy"));
    expect(principals.groups.map((group) => group.account)).toEqual(["prod-eu", "prod-us", "shared", "stage"]);
    expect(principals.groups.every((group) => group.rows.length <= group.of)).toBe(true);
  });

  it("that read nothing are shown on asking, and found whenever they are looked for", async () => {
    const principals = new Principals();
    await principals.load();
    expect(principals.idle).toBeGreaterThan(0);
    const idle = principals.rows.find((row) => reads(row) + row.unknown === 0)?.principal;
    expect(principals.shown.some((row) => row.principal.arn === idle?.arn)).toBe(false);
    principals.whole = true;
    expect(principals.shown).toHaveLength(principals.rows.length);
    principals.whole = false;
    principals.find = "carol@";
    expect(new Set(principals.shown.map((row) => row.principal.name))).toEqual(new Set(["role/AWSReservedSSO_Developers_0a1b2c3d4e5f6071"]));
    principals.find = idle?.arn ?? "?";
    expect(principals.shown.map((row) => row.principal.arn)).toEqual([idle?.arn]);
  });

  it("stand by how much they read, or by name", async () => {
    const principals = new Principals();
    await principals.load();
    for (const group of principals.groups) expect(group.rows.map(reads)).toEqual(group.rows.map(reads).sort((a, b) => b - a));
    principals.order = "name";
    for (const group of principals.groups) expect(group.rows.map((row) => row.principal.name)).toEqual(group.rows.map((row) => row.principal.name).sort());
  });

  it("stay where reading them again is refused", async () => {
    const principals = new Principals();
    await principals.load();
    const before = principals.rows.length;
    useHost(refusing("access_principals", { code: "internal", message: "no", hint: null, causes: [], span: null }).host);
    await principals.load();
    expect(principals.rows).toHaveLength(before);
    expect(principals.error?.message).toBe("no");
  });
});

describe("access", () => {
  it("asks again what was asked, after policies came in", async () => {
    const { host, asked } = refusing("", null);
    useHost(host);
    const access = new Access(new Inputs());
    await access.principal.ask("arn:aws:iam::111111111111:role/ci-deploy");
    expect(access.principal.answer?.statements[0]).toMatchObject({ removes: access.principal.answer?.secrets.length });
    asked.length = 0;
    await access.refresh();
    expect(asked).toContain("access_principal");
    expect(asked).not.toContain("access_readers");
  });

  it("lists who cannot only when asked", async () => {
    const access = new Access(new Inputs());
    await access.secrets.ask("service:web");
    await vi.waitFor(() => expect(access.secrets.at(0)).toBeDefined());
    const arn = access.secrets.at(0)?.arn ?? "";
    await access.readers.ask({ arn, all: false });
    expect(access.readers.answer?.readers.some((reader) => reader.access === "cannot")).toBe(false);
    await access.readers.ask({ arn, all: true });
    expect(access.readers.answer?.readers.filter((reader) => reader.access === "cannot")).toHaveLength(access.readers.answer?.cannot ?? -1);
  });
});
