// What is kept: backup, a new passphrase, deleting; what each refuses.
import { expect, it, vi } from "vitest";

import { useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { Kept, objection, sizeWords } from "./data.svelte";

it.each([[0, "0 KB"], [12, "1 KB"], [471_040, "471 KB"], [1_240_000, "1.2 MB"], [48_000_000, "48 MB"], [2_400_000_000, "2.4 GB"]])("%d bytes are %s", (bytes, words) => expect(sizeWords(bytes)).toBe(words));

it.each([["short", "short", "At least 12 characters."], ["ééééééééééé", "ééééééééééé", "At least 12 characters."], ["a passphrase 1", "a passphrase 2", "The two are not the same."], ["a passphrase 1", "a passphrase 1", null]])("%s, %s: %s", (next, again, why) => expect(objection(next, again)).toBe(why));

it("says what was done, and keeps why it was not", async () => {
  useHost(makeFake());
  const kept = new Kept();
  await kept.load();
  expect(kept.reply?.last_backup_at).toBeNull();
  expect(await kept.backup("a passphrase of its own")).toEqual({ path: "/home/you/keyturn.backup", files: 1 });
  await vi.waitFor(() => expect(kept.reply?.last_backup_at).not.toBeNull());
  expect(await kept.change("wrong passphrase", "another passphrase")).toBe(false);
  expect(kept.refused?.code).toBe("wrong_key");
  expect(await kept.choose()).toBe(true);
  await kept.look("wrong passphrase");
  expect([kept.plan, kept.refused?.code]).toEqual([null, "wrong_key"]);
  await kept.look("a passphrase of its own");
  expect([kept.plan?.holds.secrets, kept.plan?.replaces.secrets]).toEqual([231, 240]);
  await kept.restore("a passphrase of its own");
  expect(kept.refused).toBeNull();
  await kept.delete("yes");
  expect(kept.refused?.code).toBe("bad_request");
});
