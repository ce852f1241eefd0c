// The words of the filter over secrets (keyturn-domain's filter).
import type { Language } from "./filterText";

/** Fields of the filter language with what they ask. */
const FIELDS: Record<string, string> = {
  account: "account's name or id",
  region: "region's code",
  store: "ssm or sm",
  kind: "kind of secret",
  age: "days since the value was made",
  owner: "owner, from tags",
  env: "environment, from the path",
  service: "service, from the path",
  rotation: "how it is rotated",
  rotated: "days since the last rotation",
  read: "days since the last read",
  readers: "how many can read it",
  due: "days to its date, or how it stands",
  key: "whose KMS key",
  tag: "tag, such as tag:team=payments",
  is: "a property",
  name: "the whole name",
  seen: "days since Keyturn first saw it",
  changed: "days since anything changed",
};

/** Values of the fields that have a fixed set. */
const VALUES: Record<string, Record<string, string>> = {
  store: { ssm: "Parameter Store", sm: "Secrets Manager" },
  is: {
    pending: "a rotation began and has not ended",
    plain: "parameter in plain text",
    unowned: "nobody is named as its owner",
    ageless: "the age of its value is not known",
    replicated: "has copies in other regions",
    deleted: "its deletion was asked for",
    gone: "no longer listed",
    noted: "has a note",
    corrected: "a person set its kind",
  },
  rotation: { none: "by hand", function: "by a function", service: "managed by a service", external: "managed external" },
  key: { aws: "AWS managed", customer: "customer managed", none: "no key: plain text", unknown: "not known" },
  age: { ">90d": "older than 90 days", ">365d": "older than a year", "<7d": "newer than a week", unknown: "not known" },
  rotated: { ">90d": "more than 90 days ago", "<30d": "within 30 days" },
  read: { ">90d": "more than 90 days ago", "<7d": "within a week", never: "no read reported" },
  readers: { ">10": "more than ten users and roles", "0": "nobody: it may be of no use" },
  due: { overdue: "past its date", due_soon: "in the last part of its age", due: "today is its date", "<30d": "due within 30 days, or past", unknown: "its age is not known", excepted: "under an exception", event_driven: "rotated on events" },
  seen: { "<7d": "within a week", "<1d": "since yesterday" },
  changed: { "<7d": "within a week", ">365d": "more than a year ago" },
};

/** The filter over secrets. */
export const FILTER: Language = { fields: FIELDS, values: VALUES };
