// The rotation or the review that a run leads, as its own handlers tell it.
import type { Commands } from "../../bindings";
import type { Led } from "./run";
import type { Host } from "./world";

type Of<Name extends keyof Commands> = (request: Commands[Name]["request"]) => Commands[Name]["reply"] | Promise<Commands[Name]["reply"]>;
interface Rotations {
  rotation_show: Of<"rotation_show">;
  rotation_record: Of<"rotation_record">;
}
interface Reviews {
  review_show: Of<"review_show">;
}

/** What a name of a rotation or a review means. The handlers of both answer at once. */
export function ledOf(rotations: Rotations, reviews: Reviews, fail: Host["fail"]): Host["led"] {
  return (of, id) => (of === "rotation" ? rotation(id, rotations) : review(id, reviews, fail));
}

function rotation(id: string, { rotation_show, rotation_record }: Rotations): Led {
  const shown = () => rotation_show({ id }) as Commands["rotation_show"]["reply"];
  const taken = (what: string) => shown().steps.find((step) => step.step === what);
  const at = (what: string) => taken(what)?.at ?? null;
  const { secret } = shown().rotation;
  return {
    of: "rotation", id, name: secret.name, arn: secret.arn,
    open: () => !["closed", "cancelled"].includes(shown().rotation.state),
    reached: (what) => ({ words: what.replaceAll("_", " "), is_so: at(what) !== null, at: at(what), seen: taken(what)?.seen ?? false }),
    bring: (what, when, evidence) => {
      if (at(what) === null) void rotation_record({ id, step: what, at: when, evidence });
    },
  };
}

function review(id: string, { review_show }: Reviews, fail: Host["fail"]): Led {
  const shown = () => review_show({ id }) as Commands["review_show"]["reply"];
  const counts = () => shown().campaign.progress;
  const so = (what: string) => what === "frozen" || (what === "decided" ? counts().decided === counts().items : shown().campaign.closed_at !== null);
  const words = (what: string) => (what === "frozen" ? `${counts().items} items are frozen` : `${counts().decided} of ${counts().items} items are decided`);
  return {
    of: "review", id, name: shown().campaign.name, arn: id,
    open: () => shown().campaign.closed_at === null,
    reached: (what) => ({ words: words(what), is_so: so(what), at: null, seen: true }),
    bring: (what) => {
      if (!so(what)) fail("bad_request", `the review is not there yet: ${words(what)}`);
    },
  };
}
