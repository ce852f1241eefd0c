import { beforeEach, describe, expect, it, vi } from "vitest";

import { useHost } from "../../../ipc/client";
import { makeFake } from "../../../ipc/fake";
import { Generator } from "./generator.svelte";

const NOW = Date.parse("2026-11-21T10:00:00Z");
beforeEach(() => useHost(makeFake({ rows: 20, now: () => NOW })));

async function asked(kind: string): Promise<Generator> {
  const generator = new Generator();
  generator.show({ kind });
  await vi.waitFor(() => expect(generator.preview ?? generator.error).not.toBeNull());
  return generator;
}

describe("the generator", () => {
  it("tells length, alphabet and entropy of a kind; a preview copies nothing", async () => {
    const generator = await asked("database_password");
    expect(generator.preview).toMatchObject({ length: 40, entropy_bits: 238, clears_in_seconds: 0 });
    expect(generator.left(NOW)).toBeNull();
    generator.length = "64";
    await generator.look();
    expect(generator.preview?.length).toBe(64);
  });

  it("counts down until the clipboard is cleared, and never holds a value", async () => {
    const generator = await asked("database_password");
    expect(await generator.copy(() => NOW)).toBe(true);
    expect([generator.left(NOW), generator.left(NOW + 29_500), generator.left(NOW + 30_000), generator.left(NOW + 99_000)]).toEqual([30, 1, 0, 0]);
    expect(Object.keys(generator.preview ?? {}).sort()).toEqual(["alphabet", "clears_in_seconds", "entropy_bits", "hint", "length"]);
    generator.show({ kind: "session_key" }, NOW + 10_000);
    expect(generator.left(NOW + 10_000)).toBe(20);
    generator.show({ kind: "session_key" }, NOW + 40_000);
    expect(generator.left(NOW + 40_000)).toBeNull();
  });

  it("says what cannot be made here, and copies nothing then", async () => {
    const generator = await asked("tls_private_key");
    expect(generator.error).toMatchObject({ code: "bad_request" });
    expect(await generator.copy(() => NOW)).toBe(false);
    expect(generator.clearsAt).toBeNull();
    generator.kind = "session_key";
    generator.length = "3";
    await generator.look();
    expect(generator.error?.message).toContain("too few");
  });
});
