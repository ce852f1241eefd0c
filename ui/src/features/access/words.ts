// What the codes of access say in words, and the shape that each has.
import CircleSlash from "@lucide/svelte/icons/circle-slash";
import Check from "@lucide/svelte/icons/check";
import CircleQuestionMark from "@lucide/svelte/icons/circle-question-mark";
import Cloud from "@lucide/svelte/icons/cloud";
import Contrast from "@lucide/svelte/icons/contrast";
import Info from "@lucide/svelte/icons/info";
import Minus from "@lucide/svelte/icons/minus";
import Server from "@lucide/svelte/icons/server";
import ShieldAlert from "@lucide/svelte/icons/shield-alert";
import Siren from "@lucide/svelte/icons/siren";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import User from "@lucide/svelte/icons/user";
import X from "@lucide/svelte/icons/x";

import type { AccessPrincipal } from "../../ipc/bindings";
import { accountOf } from "../../shared/access";
import { visible } from "../../shared/format";
import type { IconComponent, Tone } from "../../shared/tones";

export { access, accountOf, byState, graveFirst, mark, peopleWords, stateOf, STATES, type State } from "../../shared/access";

interface Shown {
  word: string;
  tone: Tone;
}

interface Nature {
  word: string;
  many: string;
  /** For the head of a narrow column. */
  short: string;
  icon: IconComponent;
}

const NATURES: Record<string, Nature> = {
  human: { word: "a person", many: "people", short: "people", icon: User as IconComponent },
  workload: { word: "a program", many: "programs", short: "programs", icon: Server as IconComponent },
  aws_service: { word: "an AWS service", many: "AWS services", short: "services", icon: Cloud as IconComponent },
};

/** What kind of principal it is, by word and shape. */
export function nature(code: string): Nature {
  return NATURES[code] ?? { word: "not known what", many: code === "unknown" ? "not known what" : visible(code), short: code === "unknown" ? "?" : visible(code), icon: CircleQuestionMark as IconComponent };
}

/** Where a principal belongs and what it is: `prod-us, a person`. */
export function home(principal: AccessPrincipal): string {
  return `${accountOf(principal)}, ${nature(principal.nature).word}`;
}

const SAYS: Record<string, Shown & { icon: IconComponent }> = {
  allows: { word: "allows", tone: "ok", icon: Check as IconComponent },
  denies: { word: "denies", tone: "late", icon: X as IconComponent },
  silent: { word: "says nothing", tone: "plain", icon: Minus as IconComponent },
  may_allow: { word: "allows under a condition", tone: "soon", icon: Contrast as IconComponent },
  may_deny: { word: "denies under a condition", tone: "soon", icon: CircleSlash as IconComponent },
  not_known: { word: "could not be read", tone: "unknown", icon: CircleQuestionMark as IconComponent },
};

/** What a policy says, by word and shape. */
export function says(code: string): Shown & { icon: IconComponent } {
  return SAYS[code] ?? { word: visible(code), tone: "unknown", icon: CircleQuestionMark as IconComponent };
}

const HOLDS: Record<string, Shown & { icon: IconComponent }> = {
  holds: { word: "holds", tone: "ok", icon: Check as IconComponent },
  fails: { word: "does not hold", tone: "plain", icon: X as IconComponent },
  depends: { word: "depends on the call", tone: "soon", icon: Contrast as IconComponent },
};

/** Whether a condition holds, by word and shape. */
export function holds(code: string): Shown & { icon: IconComponent } {
  return HOLDS[code] ?? { word: visible(code), tone: "unknown", icon: CircleQuestionMark as IconComponent };
}

const LAYERS: Record<string, string> = {
  organisation: "Organisation",
  resource: "The secret's own policy",
  identity: "Identity policy",
  boundary: "Boundary",
  session: "Session policy",
  key: "Key policy",
  grant: "Grant on the key",
};

/** Which kind of policy was asked. */
export function layer(code: string): string {
  return LAYERS[code] ?? visible(code);
}

const SEVERITIES: Record<string, Shown & { icon: IconComponent }> = {
  critical: { word: "critical", tone: "late", icon: Siren as IconComponent },
  high: { word: "high", tone: "late", icon: ShieldAlert as IconComponent },
  medium: { word: "medium", tone: "soon", icon: TriangleAlert as IconComponent },
  low: { word: "low", tone: "calm", icon: Info as IconComponent },
  info: { word: "for information", tone: "plain", icon: Info as IconComponent },
};

/** How grave, by word and shape. */
export function severity(code: string): Shown & { icon: IconComponent } {
  return SEVERITIES[code] ?? { word: visible(code), tone: "unknown", icon: CircleQuestionMark as IconComponent };
}

/** A rule's id as words: `star_reads` is `star reads`. */
export function ruleWords(rule: string): string {
  return visible(rule).replaceAll("_", " ");
}

/** A key in short: the id of a customer key, or the name of one that AWS manages. */
export function keyWord(key: string | null): string {
  if (key === null) return "no key: plain text";
  const id = /:key\/(.+)$/u.exec(key)?.[1];
  return id ? `key ${visible(id.slice(0, 8))}…` : visible(key);
}

/** Whether a key's state keeps everybody from reading. */
export function keyBlocks(state: string | null): boolean {
  return state !== null && state !== "Enabled";
}

const KEY_STATES: Record<string, string> = { Disabled: "disabled", PendingDeletion: "about to be deleted", PendingImport: "without its material", Unavailable: "unavailable" };

/** A key's state in words. */
export function keyStateWord(state: string): string {
  return KEY_STATES[state] ?? visible(state);
}
