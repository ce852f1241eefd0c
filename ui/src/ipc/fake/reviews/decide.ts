// Items and decisions in the in-memory host, with the rules: nobody on their own access, a note but for keep, undo until the close.
import type { ReviewDecided } from "../../bindings";
import { type Campaign, codeOf } from "./campaign";
import { groundsOf, type Item } from "./items";
import type { Of, World } from "./world";

const LIKE_SECRET = /AKIA[A-Z0-9]{16}|-----BEGIN [A-Z ]*PRIVATE KEY/u;
const VERDICTS = ["keep", "revoke", "reduce", "reassign", "cannot_decide"];

/** Refuses text that looks like a secret's value. */
export function checked(world: World, text: string): void {
  if (LIKE_SECRET.test(text)) world.fail("looks_like_secret", "The note holds what looks like an AWS access key id.", "Write where the value is kept instead.");
}

export function decideHandlers(world: World): Of<"review_items" | "review_item" | "review_decide" | "review_undo" | "review_delegate"> {
  const found = (campaign: Campaign, id: string): Item => campaign.item(id) ?? world.fail("not_found", "There is no such item in this review.");
  const acting = (campaign: Campaign) => campaign.acting;

  return {
    review_items: ({ id, tab, reviewer, account, text, offset, limit }) => {
      const campaign = world.campaign(id);
      const words = text.toLowerCase();
      const fits = campaign.items.filter((item) => campaign.inTab(item, tab) && (reviewer === null || campaign.outcome(item).reviewer === reviewer) && (account === null || item.account === account) && (words === "" || `${item.subject} ${item.path}`.toLowerCase().includes(words)));
      return { total: fits.length, items: fits.slice(offset, offset + limit).map((item) => campaign.row(item)) };
    },
    review_item: ({ id, item }) => {
      const campaign = world.campaign(id);
      return campaign.whole(found(campaign, item), acting(campaign));
    },
    review_decide: ({ id, items, decision, note, to, keep, seconds }): ReviewDecided => {
      const campaign = world.campaign(id);
      const by = acting(campaign);
      if (items.length === 0 || !VERDICTS.includes(decision)) world.fail("bad_request", "That is no decision.");
      if (decision !== "keep" && note.trim() === "") world.fail("note_needed", "Say why: only keeping needs no note.");
      checked(world, note);
      if (decision === "reassign" && ![campaign.of.lead, ...campaign.of.reviewers].some((r) => r.name === to)) world.fail("bad_request", "It can be reassigned to a reviewer of this review only.");
      const refused: ReviewDecided["refused"] = [];
      const good: string[] = [];
      const keeps = new Map<string, string[]>();
      for (const of of items.map((one) => found(campaign, one))) {
        const blocked = campaign.blocked(of, by);
        const theirs = decision === "reassign" && to !== null && campaign.open ? campaign.blocked(of, to) : null;
        const why = theirs ?? (blocked && !(decision === "reassign" && campaign.open)) ? (theirs ?? blocked) : reduceFault(of, decision, keep, items.length, keeps, campaign.of.opened_at);
        if (why) refused.push({ item: of.id, why, code: codeOf(why) });
        else good.push(of.id);
      }
      const [only] = refused;
      if (items.length === 1 && only) {
        const closed = only.code === "review_closed";
        world.fail(only.code ?? "bad_request", only.why, closed ? "What drifts after the close opens its item again." : null);
      }
      const undo = good.length > 0 ? campaign.record(good, decision, by, note.trim(), { seconds: items.length === 1 ? seconds : null, to, keeps }) : null;
      if (good.length > 0) world.host.log("review.decided", campaign.of.name, { decision, items: good.length });
      return { items: good.map((one) => campaign.row(found(campaign, one))), decided: good.length, refused, undo };
    },
    review_undo: ({ id, undo }): ReviewDecided => {
      const campaign = world.campaign(id);
      if (!campaign.open) world.fail("review_closed", "The review is closed: its decisions stand.");
      const back = campaign.undo(undo, acting(campaign));
      if (back.length === 0) world.fail("bad_request", "There is no decision of yours to take back.");
      world.host.log("review.undone", campaign.of.name, { items: back.length });
      return { items: back.map((one) => campaign.row(found(campaign, one))), decided: back.length, refused: [], undo: null };
    },
    review_delegate: ({ id, delegation }) => {
      const campaign = world.campaign(id);
      checked(world, delegation.reason);
      if (!campaign.open) world.fail("review_closed", "The review is closed.");
      if (delegation.reason.trim() === "") world.fail("note_needed", "Say why somebody else decides.");
      if (delegation.to.name.trim() === "" || delegation.to.name === delegation.from) world.fail("bad_request", "Name somebody else.");
      if (delegation.until < new Date(world.now).toISOString().slice(0, 10)) world.fail("bad_request", "That day has passed.");
      campaign.delegations.push(delegation);
      world.host.log("review.delegated", campaign.of.name, { from: delegation.from, to: delegation.to.name });
      return campaign.reply();
    },
  };
}

/** Why an item cannot be reduced so; what stays is noted where it can. */
function reduceFault(item: Item, decision: string, keep: string[], size: number, keeps: Map<string, string[]>, at: number): string | null {
  if (decision !== "reduce") return null;
  const { members, suggestion } = groundsOf(item, at);
  const stays = size === 1 && keep.length > 0 ? keep : suggestion?.decision === "reduce" ? suggestion.keep : [];
  if (stays.length === 0) return "Nothing says which secrets stay: decide it alone.";
  if (stays.length >= members.length || stays.some((arn) => !members.some((m) => m.arn === arn))) return "What stays must be a part of its secrets.";
  keeps.set(item.id, stays);
  return null;
}
