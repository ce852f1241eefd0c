// The commands for trying profiles and signing in, as their contract names them.
import type { ProfilesTriedReply, ProfilesTryRequest, SignInAnswer, SignInProgress, SignInRequest, SignInsReply, SourcesSaveRequest, SourcesTriedReply } from "./bindings";

export type SignInCommands = {
  profiles_try: { request: ProfilesTryRequest; reply: ProfilesTriedReply };
  sources_try: { request: SourcesSaveRequest; reply: SourcesTriedReply };
  try_cancel: { request: null; reply: null };
  sign_ins_show: { request: null; reply: SignInsReply };
  sign_in_start: { request: SignInRequest; reply: SignInProgress };
  sign_in_cancel: { request: SignInRequest; reply: SignInsReply };
  sign_in_browse: { request: SignInRequest; reply: null };
  sign_in_answer: { request: SignInAnswer; reply: null };
};
