// The state of the place of reviews. It outlives the place: whoever comes back finds it as it was left.
import { Campaigns } from "./campaigns.svelte";
import { Review } from "./review.svelte";

export class Reviews {
  readonly campaigns = new Campaigns();
  readonly review = new Review(() => void this.campaigns.load());
}
