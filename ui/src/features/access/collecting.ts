// A running collection of access, by account: where each part stands over all regions, in words.
import type { AccessPlace, AccessProgress } from "../../ipc/bindings";
import { accountOf } from "../../shared/access";
import { count, counted, visible } from "../../shared/format";

export type PartState = "waiting" | "running" | "done" | "failed" | "cancelled";

/** One kind of part of an account, its regions taken together. */
export interface Part {
  what: string;
  label: string;
  state: PartState;
  n: number;
  says: string;
}

/** The organisation, or an account, with its parts. */
export interface Line {
  name: string;
  parts: Part[];
}

const WHAT: Record<string, { label: string; thing: string }> = {
  organisation: { label: "Policies", thing: "organisation's policies" },
  identity_center: { label: "Identity Center", thing: "Identity Center's assignments" },
  identities: { label: "Users and roles", thing: "users and roles" },
  policies: { label: "Secrets' policies", thing: "secrets' own policies" },
  keys: { label: "Keys", thing: "keys with their policies and grants" },
};
const ORDER = Object.keys(WHAT);
const OF_ORGANISATION = ["organisation", "identity_center"];
const STATES: Record<PartState, string> = { waiting: "waiting", running: "being read", done: "read", failed: "not read, or not all of it", cancelled: "stopped" };

function together(places: readonly AccessPlace[]): PartState {
  const has = (...states: string[]) => places.some((place) => states.includes(place.state));
  if (has("running") || (has("waiting") && has("done", "failed"))) return "running";
  if (has("failed")) return "failed";
  if (has("cancelled")) return "cancelled";
  return has("waiting") ? "waiting" : "done";
}

function part(what: string, places: readonly AccessPlace[]): Part {
  const { label, thing } = WHAT[what] ?? { label: visible(what), thing: visible(what) };
  const state = together(places);
  const n = places.reduce((sum, place) => sum + place.done, 0);
  const of = places.every((place) => place.of !== null) ? places.reduce((sum, place) => sum + (place.of ?? 0), 0) : null;
  const failed = places.filter((place) => place.state === "failed" && place.region !== null).map((place) => visible(place.region ?? ""));
  const parts = [`${thing}: ${STATES[state]}`, of === null ? `${count(n)} so far` : `${count(n)} of ${count(of)}`, ...(failed.length > 0 ? [`not all in ${failed.join(", ")}`] : [])];
  return { what, label, state, n, says: parts.join(", ") };
}

/** The organisation first, then each account. */
export function lines({ places }: AccessProgress): Line[] {
  const found: Record<string, AccessPlace[]> = {};
  for (const place of places) (found[OF_ORGANISATION.includes(place.what) ? "" : place.account] ??= []).push(place);
  return Object.entries(found)
    .sort(([a], [b]) => (a === "" ? -1 : b === "" ? 1 : 0))
    .map(([key, of]) => ({
      name: key === "" || !of[0] ? "Organisation" : accountOf(of[0]),
      parts: [...new Set(of.map((place) => place.what))].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)).map((what) => part(what, of.filter((place) => place.what === what))),
    }));
}

/** How many of its parts are over. */
export function stand({ places }: AccessProgress): { at: number; of: number; words: string } {
  const at = places.filter((place) => place.state !== "waiting" && place.state !== "running").length;
  return { at, of: places.length, words: `${count(at)} of ${counted(places.length, "part")}` };
}
