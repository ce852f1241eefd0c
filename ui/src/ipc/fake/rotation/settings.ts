// How secrets are rotated, and reminders, in the in-memory host.
import type { RemindersDto, RotationSettingsDto, SecretRotationReply } from "../../bindings";
import { holdersOf, managedOf, recordOf, STRATEGIES, strategyOf, summaryOf } from "./records";
import type { Of, World } from "./world";

const LEVELS = ["critical", "high", "medium", "low", "none"];
const LIKE_SECRET = /AKIA[A-Z0-9]{16}|-----BEGIN [A-Z ]*PRIVATE KEY/u;

/** Both values stay valid for at least an hour, or the longest cache and the slowest rollout together. */
function leastOverlap({ cache_seconds, rollout_seconds }: RotationSettingsDto): number {
  return Math.max(3600, (cache_seconds ?? 0) + (rollout_seconds ?? 0));
}

export function settingsHandlers(world: World): Of<"secret_rotation" | "rotation_settings_save" | "reminders_show" | "reminders_save"> {
  const { host } = world;
  let reminders: RemindersDto = { on: true, within_days: 14 };

  function whole(arn: string): SecretRotationReply {
    const row = world.row(arn);
    const settings = world.settingsOf(arn);
    const strategy = settings.strategy ?? strategyOf(row);
    const records = world.records.filter((r) => r.arn === arn).map((r) => ({ r, of: summaryOf(r, row) })).sort((a, b) => (a.of.changed_at < b.of.changed_at ? 1 : -1));
    return {
      due: world.due(row),
      settings: { ...settings, strategy_words: STRATEGIES[strategy] ?? strategy },
      rotations: records.map(({ of }) => of),
      holders: holdersOf(records[0]?.r ?? recordOf({ id: "", arn }), row, world.now),
      managed: managedOf(row, world.now),
    };
  }

  return {
    secret_rotation: ({ arn }) => whole(arn),
    rotation_settings_save: ({ arn, settings }) => {
      const row = world.row(arn);
      const strategy = settings.strategy ?? strategyOf(row);
      if (!STRATEGIES[strategy]) host.fail("bad_request", `${strategy} is not a strategy.`);
      if (settings.level !== null && !LEVELS.includes(settings.level)) host.fail("bad_request", `${settings.level} is not a level.`);
      if (strategy === "managed_steps" && row.store !== "secretsmanager") host.fail("bad_request", "Parameter Store has no rotation steps: choose another strategy.");
      if (settings.level !== null && settings.level_reason.trim() === "") host.fail("bad_request", "Say why the level is another than the proposed one.");
      if (LIKE_SECRET.test(settings.documents + settings.level_reason)) host.fail("looks_like_secret", "The text holds what looks like a secret's value.", "Name the document, not what stands in it.");
      const least = leastOverlap(settings);
      if (settings.overlap_seconds !== null && settings.overlap_seconds < least && !["replace", "versioned", "managed_steps"].includes(strategy)) {
        host.fail("bad_request", `Both values stay valid for ${Math.round(settings.overlap_seconds / 60)} min; at least ${Math.round(least / 60)} min are needed: the longest cache and the slowest rollout.`, "Make the overlap longer.");
      }
      world.settings.set(arn, { ...settings, strategy_words: "" });
      host.log("rotation.settings_saved", row.name, { strategy: settings.strategy, level: settings.level });
      return whole(arn);
    },
    reminders_show: () => reminders,
    reminders_save: (next) => {
      if (!Number.isInteger(next.within_days) || next.within_days < 1 || next.within_days > 90) host.fail("bad_request", "Reminders look 1 to 90 days ahead.");
      reminders = next;
      host.log("reminders.saved", "reminders", next);
      return reminders;
    },
  };
}
