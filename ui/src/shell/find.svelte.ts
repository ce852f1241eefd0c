// Finding secrets by name for the palette: the newest question wins.
import type { SecretRow } from "../ipc/bindings";
import { call } from "../ipc/client";

/** Secrets whose name holds what `typed` gives, a few. Call it while a component starts. */
export function findSecrets(typed: () => string): { readonly rows: SecretRow[]; readonly searching: boolean } {
  let rows = $state.raw<SecretRow[]>([]);
  let searching = $state(false);
  let asked = 0;

  $effect(() => {
    const words = typed().trim();
    const mine = (asked += 1);
    if (words.length < 2) {
      rows = [];
      searching = false;
      return;
    }
    searching = true;
    call("secrets_list", { filter: words, sort: { column: "name", descending: false }, offset: 0, limit: 8 })
      .then((reply) => reply.secrets)
      // What was typed need not be a filter that can be read: then it names no secret.
      .catch((): SecretRow[] => [])
      .then((found) => {
        if (mine !== asked) return;
        rows = found;
        searching = false;
      });
  });

  return {
    get rows() {
      return rows;
    },
    get searching() {
      return searching;
    },
  };
}
