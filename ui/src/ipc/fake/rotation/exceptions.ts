// Exceptions in the in-memory host.
import type { ExceptionDto } from "../../bindings";
import { covers, DAY, dayOf, levelOf, ruleFor } from "./judge";
import type { Of, World } from "./world";

const ORDER = ["ending", "active", "ended", "ended_early"];

/** Puts the made-up exceptions in. */
export function seedExceptions(world: World): void {
  const rows = world.live().filter((row) => row.environment === "prod" && row.kind !== "configuration" && (row.age_days ?? 0) > 200);
  const add = (id: string, of: { what: string | undefined; scope?: string; why: string; control: string; from: number; until: number; approved?: string }) => {
    if (of.what) world.exceptions.push({ id, scope: of.scope ?? "secret", what: of.what, why: of.why, control: of.control, asked_by: "mara", approved_by: of.approved ?? "jonas", from: dayOf(world.now + of.from * DAY), until: dayOf(world.now + of.until * DAY) });
  };
  add("X-1", { what: rows[4]?.arn, why: "The supplier changes keys in January only.", control: "Scoped to one endpoint, watched as a decoy.", from: -20, until: 45 });
  add("X-2", { what: rows[9]?.arn, why: "Waits for the move to two users.", control: "Reads from one address only.", from: -80, until: 6 });
  add("X-3", { what: rows[2]?.arn, why: "FTP host of a partner, no second user.", control: "Allowed from one address only.", from: -90, until: -3 });
  add("X-4", { what: "stage/**", scope: "path", why: "Rebuilt each week from scratch.", control: "No data of production.", from: -40, until: 60 });
  add("X-5", { what: rows[6]?.arn, why: "Migration in spring.", control: "None needed any more.", from: -100, until: 20, approved: "noor" });
  world.ended.add("X-5");
}

export function exceptionHandlers(world: World): Of<"exceptions_list" | "exception_add" | "exception_end"> {
  const { host } = world;
  const list = () => {
    const rows = world.live();
    const counted = (e: ExceptionDto) => ({ ...e, secrets: rows.filter((row) => covers({ ...e, state: "active" }, row, ruleFor(row, world.policy()))).length });
    return { exceptions: world.listed().map(counted).sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.until < b.until ? -1 : 1)) };
  };
  return {
    exceptions_list: list,
    exception_add: (request) => {
      const { scope, what, why, control, asked_by, approved_by, until } = request;
      for (const [text, of] of [[why, "Say why."], [control, "Say what protects meanwhile."], [asked_by, "Say who asked."], [approved_by, "Say who approved."], [what, "Say what it is for."]] as const) if (text.trim() === "") host.fail("bad_request", of);
      if (/AKIA[A-Z0-9]{16}/u.test(why + control)) host.fail("looks_like_secret", "The text holds what looks like an AWS access key id.", "Write where the value is kept instead.");
      if (asked_by.trim().toLowerCase() === approved_by.trim().toLowerCase()) host.fail("bad_request", "Who asked cannot approve.", "Name somebody else.");
      const made = { id: world.id("X"), scope, what, why, control, asked_by, approved_by, from: dayOf(world.now), until };
      const concerned = world.live().filter((row) => covers({ ...made, title: "", state: "active", secrets: 0 }, row, ruleFor(row, world.policy())));
      if (concerned.length === 0) host.fail("not_found", `There is no secret under ${what}.`, "Choose a secret, a path such as prod/web/*, or a rule of the policy.");
      const longest = concerned.some((row) => levelOf(row).level === "critical") ? 90 : 180;
      if (until < made.from) host.fail("bad_request", "That day has passed.");
      if (until > dayOf(world.now + (longest - 1) * DAY)) host.fail("bad_request", `An exception ${longest === 90 ? "for a critical secret " : ""}lasts ${longest} days at most: until ${dayOf(world.now + (longest - 1) * DAY)}.`, "Ask again when it ends.");
      world.exceptions.push(made);
      host.log("exception.added", what, { until });
      return list();
    },
    exception_end: ({ id, why }) => {
      if (why.trim() === "") host.fail("bad_request", "Say why it ends.");
      const found = world.exceptions.find((e) => e.id === id) ?? host.fail("not_found", "There is no such exception.");
      world.ended.add(found.id);
      host.log("exception.ended", found.what, { why });
      return list();
    },
  };
}
