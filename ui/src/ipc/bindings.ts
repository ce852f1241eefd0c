// Made from keyturn-api by its test `bindings`: KEYTURN_UPDATE_BINDINGS=1 cargo test -p keyturn-api

/**
 * What went wrong, as a code. A code exists only where the window or a script treats it specially; `ui/src/ipc/errors.ts`
 * has the one table from code to words.
 */
export type Code = "locked" | "wrong_key" | "keyring_unavailable" | "damaged" | "newer_database" | "not_writable" | "sync_running" | "bad_filter" | "bad_request" | "not_found" | "looks_like_secret" | "no_sources" | "audit_broken" | "review_closed" | "own_access" | "note_needed" | "coverage_gaps" | "packet_unreadable" | "packet_other_campaign" | "packet_newer" | "packet_taken" | "pack_unreadable" | "dismissed" | "internal";

/**
 * The reply when a request could not be done.
 */
export type CommandError = { 
/**
 * What went wrong.
 */
code: Code, 
/**
 * One sentence that names the thing.
 */
message: string, 
/**
 * What to do about it.
 */
hint: string | null, 
/**
 * The chain of causes, outermost first.
 */
causes: Array<string>, 
/**
 * For `bad_filter`: the bad term's start and end, in characters.
 */
span: [number, number] | null, };

/**
 * An order of rows.
 */
export type SortDto = { 
/**
 * A column's code: name, store, kind, account, region, environment, service, age, rotated, rotation, key, read,
 * readers, owner, replicas, review.
 */
column: string, 
/**
 * Whether the largest (for ages, the oldest) come first.
 */
descending: boolean, };

/**
 * Asks for a stretch of the list.
 */
export type SecretsListRequest = { 
/**
 * The filter as typed; empty for everything.
 */
filter: string, 
/**
 * The column's code to sort by.
 */
sort: SortDto, 
/**
 * How many rows to skip.
 */
offset: number, 
/**
 * How many rows to give; at most 1,000.
 */
limit: number, };

/**
 * A stretch of the list.
 */
export type SecretsListReply = { 
/**
 * The rows from `offset` on.
 */
secrets: Array<SecretRow>, 
/**
 * Whether the rows' due dates are those of this moment. Where not, they are the last known ones, or none: asking
 * what is due brings them up to date.
 */
due_known: boolean, 
/**
 * How many secrets pass the filter.
 */
total: number, 
/**
 * How many there are without a filter. Replicas count with their primary, gone ones not at all.
 */
all: number, 
/**
 * What could not be read when it was last tried: this list is without it.
 */
problems: Array<ProblemDto>, };

/**
 * How a secret of the list stands under the rotation policy.
 */
export type RowDue = { 
/**
 * `ok`, `due_soon`, `due`, `overdue`, `excepted`, `event_driven`, `not_applicable` or `unknown`.
 */
state: string, 
/**
 * The date at which it is due.
 */
due_on: string | null, 
/**
 * Days from today to the date; negative when it is past.
 */
days: number | null, 
/**
 * The age at which it is due, in days.
 */
limit_days: number | null, };

/**
 * One secret in the list.
 */
export type SecretRow = { 
/**
 * The ARN: identity.
 */
arn: string, 
/**
 * The full name.
 */
name: string, 
/**
 * `secretsmanager` or `ssm`.
 */
store: string, 
/**
 * The account's 12 digits.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * The region's code.
 */
region: string, 
/**
 * The kind's code.
 */
kind: string, 
/**
 * The kind in words.
 */
kind_label: string, 
/**
 * Whether a person set the kind.
 */
kind_corrected: boolean, 
/**
 * Whether it is a value of a test mode.
 */
test: boolean, 
/**
 * The environment read from the path.
 */
environment: string | null, 
/**
 * The service read from the path.
 */
service: string | null, 
/**
 * Whole days since the current value was made; null when not known.
 */
age_days: number | null, 
/**
 * When the current value was made.
 */
value_made_at: string | null, 
/**
 * On what that rests: `current_version`, `creation`, `parameter_version`, `no_value`, `unknown`.
 */
age_basis: string, 
/**
 * The last automatic rotation.
 */
rotated_at: string | null, 
/**
 * `none`, `function`, `service` or `external`.
 */
rotation: string, 
/**
 * `aws`, `customer`, `unknown` or `none` (plain text).
 */
key: string, 
/**
 * The key's alias, where known.
 */
key_alias: string | null, 
/**
 * The day of the last read that AWS reports; never for parameters.
 */
read_on: string | null, 
/**
 * The owner, from tags.
 */
owner: string | null, 
/**
 * Regions that hold copies.
 */
replica_regions: Array<string>, 
/**
 * The review status; null until there are reviews.
 */
review: string | null, 
/**
 * Whether a rotation began and has not ended (`AWSPENDING` lingers).
 */
pending: boolean, 
/**
 * Whether it is a parameter in plain text.
 */
plain_text: boolean, 
/**
 * Whether a person has written a note.
 */
noted: boolean, 
/**
 * When its deletion was asked for.
 */
deleted_at: string | null, 
/**
 * When a full listing first lacked it.
 */
gone_at: string | null, 
/**
 * How many users and roles can read it, as last evaluated; null before it was.
 */
readers: ReaderCounts | null, 
/**
 * How it stands under the rotation policy, as last evaluated; null before it was, and outside of lists.
 */
due: RowDue | null, };

/**
 * How many users and roles stand to a secret in which way.
 */
export type ReaderCounts = { 
/**
 * Can read it.
 */
can: number, 
/**
 * Can under a condition.
 */
conditional: number, 
/**
 * Of these it is not known.
 */
unknown: number, };

/**
 * Something that could not be read.
 */
export type ProblemDto = { 
/**
 * The account's 12 digits, where known.
 */
account: string | null, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * The profile through which it was tried.
 */
profile: string | null, 
/**
 * The region, where it is of one region.
 */
region: string | null, 
/**
 * The store, where it is of one store.
 */
store: string | null, 
/**
 * The IAM action that was tried.
 */
action: string, 
/**
 * Why: `missing_action`, `throttled`, `expired_sign_in`, `no_sign_in`, `no_region`, `no_organization`, `role_refused`, `region_disabled`,
 * `no_network`, `service_failed`, `not_understood`, `cancelled`.
 */
reason: string, 
/**
 * What it hides: `secrets`, `ages`, `tags`, `keys`, `resource_policy`, `accounts`, `reads`, `trails`, `readers`,
 * `people`.
 */
hides: string, 
/**
 * AWS's own words.
 */
message: string, 
/**
 * What to do.
 */
advice: string, };

/**
 * Names one secret.
 */
export type SecretRequest = { 
/**
 * Its ARN. The command line also takes a name that only one secret has.
 */
arn: string, };

/**
 * One secret, whole.
 */
export type SecretReply = { 
/**
 * What the list shows of it.
 */
secret: SecretRow, 
/**
 * The description.
 */
description: string | null, 
/**
 * `String`, `StringList` or `SecureString`; null for Secrets Manager.
 */
parameter_type: string | null, 
/**
 * A parameter's version number.
 */
parameter_version: number | null, 
/**
 * The service that owns it.
 */
owning_service: string | null, 
/**
 * When it was made.
 */
created_at: string | null, 
/**
 * When anything about it last changed.
 */
changed_at: string | null, 
/**
 * Who made that change (an ARN); parameters only.
 */
changed_by: string | null, 
/**
 * When Keyturn first saw it.
 */
first_seen_at: string, 
/**
 * When Keyturn last saw it.
 */
last_seen_at: string, 
/**
 * Why it has its kind.
 */
kind_reason: string, 
/**
 * The kind that the rules gave, where a person corrected it.
 */
kind_proposed: string, 
/**
 * Its versions, labelled ones first, newest first.
 */
versions: Array<VersionDto>, 
/**
 * Its tags; null where they could not be read.
 */
tags: Array<TagDto> | null, 
/**
 * How it is rotated.
 */
rotation: RotationDto, 
/**
 * The key as the store refers to it.
 */
key_id: string | null, 
/**
 * Copies in other regions.
 */
replicas: Array<ReplicaDto>, 
/**
 * Its resource policy.
 */
resource_policy: ResourcePolicyDto, 
/**
 * What changed, newest first.
 */
changes: Array<ChangeDto>, 
/**
 * The note, if there is one.
 */
note: NoteDto | null, 
/**
 * What could not be read of its cell.
 */
problems: Array<ProblemDto>, };

/**
 * A version and its stages.
 */
export type VersionDto = { 
/**
 * Its id, or a parameter's version number.
 */
id: string, 
/**
 * `AWSCURRENT`, `AWSPENDING`, `AWSPREVIOUS`, or labels of the organisation's own.
 */
stages: Array<string>, 
/**
 * When it was made; null where not read.
 */
created_at: string | null, 
/**
 * The day of its last read that AWS reports.
 */
read_on: string | null, };

/**
 * A tag.
 */
export type TagDto = { 
/**
 * The key.
 */
key: string, 
/**
 * The value.
 */
value: string, };

/**
 * A store's own rotation settings.
 */
export type RotationDto = { 
/**
 * `none`, `function`, `service` or `external`.
 */
by: string, 
/**
 * The function's ARN, the service's name, or the external secret's type.
 */
detail: string | null, 
/**
 * `AutomaticallyAfterDays`.
 */
after_days: number | null, 
/**
 * `rate(…)` or `cron(…)`.
 */
schedule: string | null, 
/**
 * The window's length, such as `3h`.
 */
window: string | null, 
/**
 * When AWS means to rotate next.
 */
next_at: string | null, 
/**
 * The last automatic rotation that ended.
 */
last_at: string | null, };

/**
 * A copy in another region.
 */
export type ReplicaDto = { 
/**
 * The region.
 */
region: string, 
/**
 * `InSync`, `InProgress`, `Failed`; null where not read.
 */
status: string | null, };

/**
 * A resource policy, as far as it has been read.
 */
export type ResourcePolicyDto = { "state": "not_applicable" } | { "state": "not_read" } | { "state": "none", 
/**
 * When that was read.
 */
read_at: string, } | { "state": "text", 
/**
 * When it was read.
 */
read_at: string, 
/**
 * The JSON, indented.
 */
text: string, };

/**
 * A change that Keyturn saw.
 */
export type ChangeDto = { 
/**
 * When Keyturn saw it.
 */
seen_at: string, 
/**
 * What changed: `added`, `value`, `description`, `key`, `rotation`, `tags`, `replicas`, `pending`,
 * `resource_policy`, `deletion`, `gone`, `returned`, `recreated`, `type`.
 */
what: string, 
/**
 * What it was.
 */
before: string | null, 
/**
 * What it is.
 */
after: string | null, };

/**
 * A note.
 */
export type NoteDto = { 
/**
 * The Markdown as typed.
 */
markdown: string, 
/**
 * Safe HTML made from it.
 */
html: string, 
/**
 * When it was last written.
 */
written_at: string, 
/**
 * Who wrote it.
 */
author: string, };

/**
 * Writes or clears a note.
 */
export type SecretNoteRequest = { 
/**
 * The secret's ARN.
 */
arn: string, 
/**
 * The Markdown; empty text clears the note. At most 20,000 characters.
 */
markdown: string, };

/**
 * Corrects a kind, or takes the correction back.
 */
export type SecretKindRequest = { 
/**
 * The secret's ARN.
 */
arn: string, 
/**
 * The kind's code; null takes the correction back.
 */
kind: string | null, 
/**
 * Why; may be empty.
 */
reason: string, };

/**
 * A kind, for menus.
 */
export type KindDto = { 
/**
 * The code.
 */
code: string, 
/**
 * The words.
 */
label: string, };

/**
 * Writes what the list shows into a file.
 */
export type SecretsExportRequest = { 
/**
 * The filter as typed.
 */
filter: string, 
/**
 * The order.
 */
sort: SortDto, 
/**
 * The columns' codes, in order; the ARN always leads. JSON holds every field.
 */
columns: Array<string>, 
/**
 * `csv` or `json`.
 */
format: string, };

/**
 * Where the export went.
 */
export type SecretsExportReply = { 
/**
 * The file.
 */
path: string, 
/**
 * How many secrets it holds.
 */
secrets: number, 
/**
 * How many problems are listed with them.
 */
problems: number, };

/**
 * Where one cell of a running sync stands. Sent as the event `sync_progress`.
 */
export type SyncProgress = { 
/**
 * Cells, in the order of account, region, store.
 */
cells: Array<CellProgress>, 
/**
 * Secrets listed so far.
 */
secrets: number, 
/**
 * When the sync began.
 */
started_at: string, };

/**
 * One cell's progress.
 */
export type CellProgress = { 
/**
 * The account's 12 digits.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * The region.
 */
region: string, 
/**
 * `secretsmanager` or `ssm`.
 */
store: string, 
/**
 * `waiting`, `listing`, `complete`, `partial`, `failed`, `cancelled`.
 */
state: string, 
/**
 * Secrets listed so far.
 */
secrets: number, };

/**
 * What a sync did.
 */
export type SyncReport = { 
/**
 * When it began.
 */
started_at: string, 
/**
 * When it ended.
 */
ended_at: string, 
/**
 * Whether a person stopped it.
 */
cancelled: boolean, 
/**
 * Secrets listed in cells that were read in full.
 */
secrets: number, 
/**
 * Secrets that were not known before.
 */
added: number, 
/**
 * Secrets of which something changed.
 */
changed: number, 
/**
 * Secrets that a full listing no longer had.
 */
gone: number, 
/**
 * Cells read in full.
 */
cells_read: number, 
/**
 * Cells tried.
 */
cells: number, 
/**
 * What was added, changed and gone, by name; at most 200 lines.
 */
changes: Array<SyncChange>, 
/**
 * What was not read.
 */
problems: Array<ProblemDto>, };

/**
 * One line of the report.
 */
export type SyncChange = { 
/**
 * The ARN.
 */
arn: string, 
/**
 * The name.
 */
name: string, 
/**
 * `added`, `changed` or `gone`.
 */
what: string, 
/**
 * Which facts changed, such as `value, tags`.
 */
detail: string, };

/**
 * What the window asks on opening, and after a sync that it did not start.
 */
export type SyncStatusReply = { 
/**
 * The running sync of this process.
 */
running: SyncProgress | null, 
/**
 * The last sync that ended.
 */
last: SyncReport | null, };

/**
 * What is kept on this machine.
 */
export type DataReply = { 
/**
 * The data folder.
 */
data_dir: string, 
/**
 * Its files that are Keyturn's.
 */
files: Array<DataFile>, 
/**
 * Whether a passphrase opens the database, rather than a key in the keyring.
 */
has_passphrase: boolean, 
/**
 * Single events of CloudTrail.
 */
events: number, 
/**
 * For how many days they are kept.
 */
events_days: number, 
/**
 * Entries of the audit log. They are kept for ever.
 */
audit_entries: number, 
/**
 * When the last backup was written here.
 */
last_backup_at: string | null, };

/**
 * One file of the data folder.
 */
export type DataFile = { 
/**
 * Its path.
 */
path: string, 
/**
 * Its size.
 */
bytes: number, };

/**
 * Writes a backup; the file is asked for by the desktop's own dialog.
 */
export type DataBackupRequest = { 
/**
 * What opens the backup: at least 12 characters.
 */
passphrase: string, };

/**
 * Encrypts the database anew.
 */
export type PassphraseRequest = { 
/**
 * What opens it now.
 */
current: string, 
/**
 * What is to open it: at least 12 characters.
 */
new: string, };

/**
 * Deletes everything.
 */
export type DataDeleteRequest = { 
/**
 * `delete everything`, as the person typed it.
 */
typed: string, };

/**
 * Where something was written.
 */
export type DataWritten = { 
/**
 * The file or folder.
 */
path: string, 
/**
 * How many files.
 */
files: number, };

/**
 * A backup that was chosen to be restored, in the desktop's own dialog.
 */
export type RestoreFile = { 
/**
 * The file.
 */
path: string, 
/**
 * Its size.
 */
bytes: number, };

/**
 * Looks into the chosen backup, or restores it.
 */
export type RestoreRequest = { 
/**
 * What opens the backup.
 */
passphrase: string, };

/**
 * What restoring the chosen backup would do.
 */
export type RestorePlan = { 
/**
 * The backup.
 */
file: RestoreFile, 
/**
 * What stands in it.
 */
holds: DataContents, 
/**
 * What it takes the place of.
 */
replaces: DataContents, 
/**
 * The file that keeps what it takes the place of.
 */
kept_as: string, };

/**
 * What a database holds.
 */
export type DataContents = { 
/**
 * When something was last done in it: of a backup, when it was begun.
 */
last_entry_at: string | null, 
/**
 * Secrets. Replicas count with their primary, gone ones not at all.
 */
secrets: number, 
/**
 * Reviews.
 */
reviews: number, 
/**
 * Incidents, without exercises.
 */
incidents: number, 
/**
 * Entries of the audit log.
 */
audit_entries: number, };

/**
 * When Keyturn syncs by itself.
 */
export type ScheduleDto = { 
/**
 * Hours from one sync to the next, 1 to 168; null: never by itself.
 */
every_hours: number | null, 
/**
 * Whether events of CloudTrail are collected after each.
 */
trail: boolean, 
/**
 * Whether it runs on a network that is paid by volume.
 */
on_metered: boolean, };

/**
 * The schedule as it stands.
 */
export type ScheduleReply = { 
/**
 * The schedule.
 */
schedule: ScheduleDto, 
/**
 * When the next run is due; past where something holds it. Null where it is off, or nothing is set up to sync from.
 */
next_at: string | null, 
/**
 * What holds the run that is due: `offline`, `metered`.
 */
held: string | null, 
/**
 * The last run that the schedule made.
 */
last: ScheduledRunDto | null, };

/**
 * A run of the schedule.
 */
export type ScheduledRunDto = { 
/**
 * When it ended.
 */
at: string, 
/**
 * Why it could not be done; null where it was.
 */
failed: string | null, 
/**
 * How many runs before it did not happen.
 */
missed: number, 
/**
 * Why: `asleep`, `closed`, `offline`, `metered`, `busy`; null where none was missed.
 */
because: string | null, };

/**
 * What needs somebody, in the order in which it is shown. Lists name the first few; the counts are of all.
 */
export type TodayReply = { 
/**
 * When this was asked.
 */
at: string, 
/**
 * Today, in the policy's time zone.
 */
today: string, 
/**
 * Incidents that run, the most urgent mark first; exercises too.
 */
incidents: Array<IncidentRow>, 
/**
 * Runs of rotations and reviews that are open, the oldest first.
 */
runs: Array<LedRunDto>, 
/**
 * Follow-ups of incidents that are late or due within seven days, the earliest first.
 */
follow_ups: Array<FollowUpDto>, 
/**
 * Findings about reads that nobody has looked at: the heaviest first.
 */
reads: Array<FindingRow>, 
/**
 * Findings about rotation that nobody has looked at: the heaviest first.
 */
rotation: Array<FindingRow>, 
/**
 * Secrets past their dates, the most overdue first.
 */
overdue: Array<DueRow>, 
/**
 * Secrets due within seven days, today included, the next first.
 */
week: Array<DueRow>, 
/**
 * Reviews that are not done, the next date first.
 */
reviews: Array<TodayReview>, 
/**
 * When the next review is due, where that is within 14 days and none is open.
 */
next_review_on: string | null, 
/**
 * Why something was not read: what hides whole listings first. Sign-ins are not among them.
 */
problems: Array<ProblemDto>, 
/**
 * Sign-ins that have ended or end soon.
 */
sign_ins: Array<TodaySignIn>, 
/**
 * The last sync that ended.
 */
last_sync: TodaySync | null, 
/**
 * When the next is due by itself, what holds it, what was missed.
 */
schedule: ScheduleReply, 
/**
 * Counts, of all.
 */
counts: TodayCounts, };

/**
 * Counts of what needs somebody, and of what the rail says.
 */
export type TodayCounts = { 
/**
 * How many secrets there are. Replicas count with their primary, gone ones not at all.
 */
secrets: number, 
/**
 * Incidents that run; exercises are left out.
 */
incidents: number, 
/**
 * Follow-ups that are late or due within seven days.
 */
follow_ups: number, 
/**
 * Findings about reads that nobody has looked at.
 */
reads: number, 
/**
 * Findings about rotation that nobody has looked at.
 */
rotation: number, 
/**
 * Secrets past their dates.
 */
overdue: number, 
/**
 * Secrets due within seven days.
 */
week: number, 
/**
 * Secrets due within 14 days, overdue ones not counted.
 */
due_in_14_days: number, 
/**
 * Secrets that AWS failed to rotate.
 */
failed: number, 
/**
 * Secrets not past their dates, of those that have one.
 */
within_policy: number, 
/**
 * Secrets that have a date by the policy.
 */
under_policy: number, 
/**
 * Cells that were not read in full at the last attempt.
 */
unread: number, 
/**
 * Cells that were ever tried.
 */
cells: number, 
/**
 * What could not be read, sign-ins left out.
 */
problems: number, };

/**
 * A review that is not done.
 */
export type TodayReview = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * `open`, or `reopened` by what drifted since it was closed.
 */
state: string, 
/**
 * When it is to be done.
 */
due_on: string, 
/**
 * Days until then; negative where it is late.
 */
days_left: number, 
/**
 * How far it is.
 */
progress: ReviewProgress, 
/**
 * Of a late one, who has not decided all of theirs.
 */
late: Array<LateReviewer>, 
/**
 * What was decided to go and is not proved to have gone.
 */
unproved: number, };

/**
 * Somebody who has not decided all of theirs in a review that is late.
 */
export type LateReviewer = { 
/**
 * Their name.
 */
name: string, 
/**
 * How many items they have not decided.
 */
left: number, };

/**
 * A sign-in without which something cannot be read.
 */
export type TodaySignIn = { 
/**
 * The profile; null for the environment's own credentials.
 */
profile: string | null, 
/**
 * `expired`, `missing`, or `expires`: it holds until `until`.
 */
state: string, 
/**
 * Until when it holds or held, where that is known.
 */
until: string | null, 
/**
 * What the last attempts could not read for want of it.
 */
problems: number, };

/**
 * What the last sync did.
 */
export type TodaySync = { 
/**
 * When it ended.
 */
ended_at: string, 
/**
 * Whether a person stopped it.
 */
cancelled: boolean, 
/**
 * Secrets that were not known before.
 */
added: number, 
/**
 * Secrets of which something changed.
 */
changed: number, 
/**
 * Secrets that a full listing no longer had.
 */
gone: number, 
/**
 * Cells read in full.
 */
cells_read: number, 
/**
 * Cells tried.
 */
cells: number, };

/**
 * The matrix of accounts × regions × stores.
 */
export type CoverageReply = { 
/**
 * Accounts, by name.
 */
accounts: Array<AccountDto>, 
/**
 * Regions, by code.
 */
regions: Array<string>, 
/**
 * Every cell that was ever tried.
 */
cells: Array<CoverageCell>, 
/**
 * What the last attempts could not read.
 */
problems: Array<ProblemDto>, 
/**
 * How many cells were read in full at the last attempt.
 */
read: number, 
/**
 * How many secrets there are. Replicas count with their primary, gone ones not at all.
 */
secrets: number, };

/**
 * An account.
 */
export type AccountDto = { 
/**
 * The 12 digits.
 */
id: string, 
/**
 * The name, where known.
 */
name: string | null, };

/**
 * One cell.
 */
export type CoverageCell = { 
/**
 * The account's 12 digits.
 */
account: string, 
/**
 * The region.
 */
region: string, 
/**
 * `secretsmanager` or `ssm`.
 */
store: string, 
/**
 * How the last attempt ended: `complete`, `partial`, `failed`, `cancelled`, `not_enabled` (the account has not
 * enabled the region), `never`.
 */
state: string, 
/**
 * When the last attempt ended.
 */
attempted_at: string | null, 
/**
 * When it was last listed in full.
 */
read_in_full_at: string | null, 
/**
 * How many secrets that listing held.
 */
secrets: number, };

/**
 * Where the doctor stands.
 */
export type DoctorReply = { 
/**
 * The running diagnosis of this process.
 */
running: DoctorProgressDto | null, 
/**
 * The last one that ended in this process.
 */
last: DiagnosisDto | null, };

/**
 * Where a running diagnosis stands. Sent as the event `doctor_progress`.
 */
export type DoctorProgressDto = { 
/**
 * When it began.
 */
started_at: string, 
/**
 * Each account; none before they are known.
 */
accounts: Array<DoctorAccountProgress>, };

/**
 * Where one account stands.
 */
export type DoctorAccountProgress = { 
/**
 * The 12 digits.
 */
account: string, 
/**
 * The name, where known.
 */
account_name: string | null, 
/**
 * Places that were tried: its regions, itself, and perhaps the organisation.
 */
done: number, 
/**
 * How many there are.
 */
of: number, 
/**
 * Refusals so far.
 */
refused: number, };

/**
 * What the doctor found.
 */
export type DiagnosisDto = { 
/**
 * When it was asked.
 */
at: string, 
/**
 * Keyturn's version.
 */
version: string, 
/**
 * The data folder.
 */
data_dir: string, 
/**
 * Whether everything was tried, everything is allowed and nothing on this machine is broken.
 */
well: boolean, 
/**
 * Whether part of it could not be tried.
 */
partial: boolean, 
/**
 * Whether a person stopped it.
 */
cancelled: boolean, 
/**
 * How many sources are set up.
 */
sources: number, 
/**
 * What is so on this machine.
 */
checks: Array<DoctorCheck>, 
/**
 * What each refused action hides, the gravest first.
 */
sentences: Array<DoctorSentence>, 
/**
 * Every action that Keyturn uses, in the order of the policy.
 */
actions: Array<DoctorAction>, 
/**
 * What each account allows.
 */
accounts: Array<DoctorAccount>, 
/**
 * What could not be tried.
 */
problems: Array<ProblemDto>, };

/**
 * One thing on this machine.
 */
export type DoctorCheck = { 
/**
 * `clock`, `key`, `database`, `audit_log`, `backup`, `trail`, `sources`.
 */
of: string, 
/**
 * `good`, `look`, `bad`, `unknown`.
 */
state: string, 
/**
 * In a sentence.
 */
words: string, 
/**
 * What to do; null where nothing is.
 */
advice: string | null, };

/**
 * What one refused action hides, over all accounts.
 */
export type DoctorSentence = { 
/**
 * The IAM action.
 */
action: string, 
/**
 * What cannot be seen without it: a problem's `hides`.
 */
hides: string, 
/**
 * The accounts that refuse it, as 12 digits each.
 */
accounts: Array<string>, 
/**
 * How many secrets it concerns, as far as they are known.
 */
secrets: number, 
/**
 * The sentence.
 */
words: string, 
/**
 * What to do.
 */
advice: string, };

/**
 * One action that Keyturn uses.
 */
export type DoctorAction = { 
/**
 * The IAM action.
 */
action: string, 
/**
 * Where it is asked: in each `region`, once in an `account`, or once for the `organization`.
 */
asked: string, 
/**
 * What cannot be seen without it: a problem's `hides`.
 */
hides: string, };

/**
 * What one account allows.
 */
export type DoctorAccount = { 
/**
 * The 12 digits.
 */
account: string, 
/**
 * The name, where known.
 */
account_name: string | null, 
/**
 * The profile through which it was reached.
 */
profile: string | null, 
/**
 * The regions in which it was tried.
 */
regions: Array<string>, 
/**
 * What was found of each action that was asked there.
 */
actions: Array<DoctorFound>, };

/**
 * What was found of one action in one account.
 */
export type DoctorFound = { 
/**
 * The IAM action.
 */
action: string, 
/**
 * `allowed`, `refused`, `differs` (refused in some regions), `failed` (could not be tried), `not_tried` (nothing to
 * try it on).
 */
state: string, 
/**
 * The regions that refuse it.
 */
refused_in: Array<string>, 
/**
 * The first refusal or failure.
 */
problem: ProblemDto | null, };

/**
 * Which policy, or which file of it.
 */
export type DoctorPolicyRequest = { 
/**
 * `json`, `cloudformation` or `terraform`.
 */
form: string, };

/**
 * The policy for exactly what Keyturn uses.
 */
export type DoctorPolicy = { 
/**
 * `json`, `cloudformation` or `terraform`.
 */
form: string, 
/**
 * A name for the file.
 */
file_name: string, 
/**
 * The text.
 */
text: string, };

/**
 * Writes what the doctor found last into a file.
 */
export type DoctorExportRequest = { 
/**
 * `csv` or `json`.
 */
format: string, };

/**
 * A file that was written.
 */
export type DoctorFile = { 
/**
 * The file.
 */
path: string, };

/**
 * One way into AWS.
 */
export type SourceDto = { 
/**
 * A profile of `~/.aws/config`; null for the environment's default credentials.
 */
profile: string | null, 
/**
 * Which accounts.
 */
accounts: SourceAccounts, 
/**
 * Region codes; empty for the profile's own region.
 */
regions: Array<string>, 
/**
 * Whether every region is read that each account has enabled (`account:ListRegions`), in place of `regions`.
 */
enabled_regions?: boolean, 
/**
 * What the trust policies of its roles ask for as `sts:ExternalId`.
 */
external_id?: string | null, 
/**
 * Session tags that its roles are assumed with; the trust policies must allow `sts:TagSession`.
 */
session_tags?: Array<TagDto>, };

/**
 * Which accounts a source reads.
 */
export type SourceAccounts = { "scope": "own" } | { "scope": "organization", 
/**
 * The role's name, with its path if it has one.
 */
role: string, } | { "scope": "list", 
/**
 * The role's name.
 */
role: string, 
/**
 * The accounts' 12 digits.
 */
accounts: Array<string>, };

/**
 * The sources that are set up, and the profiles that could be.
 */
export type SourcesReply = { 
/**
 * What a sync reads, in order.
 */
sources: Array<SourceDto>, 
/**
 * Profiles found in `~/.aws/config` and `~/.aws/credentials`.
 */
profiles: Array<ProfileDto>, 
/**
 * Whether the environment itself carries credentials (`AWS_ACCESS_KEY_ID`, container, web identity).
 */
environment: boolean, 
/**
 * Why the files could not be read, if so.
 */
problem: string | null, };

/**
 * A profile of the AWS configuration.
 */
export type ProfileDto = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its region, if it names one.
 */
region: string | null, 
/**
 * How it signs in: `sso`, `role`, `process`, `keys`, `login`, `web_identity`, `other`.
 */
sign_in: string, };

/**
 * Replaces the sources.
 */
export type SourcesSaveRequest = { 
/**
 * What a sync shall read, in order.
 */
sources: Array<SourceDto>, };

/**
 * Asks which profiles work.
 */
export type ProfilesTryRequest = { 
/**
 * Their names; null for all.
 */
profiles: Array<string> | null, };

/**
 * Every profile that was tried.
 */
export type ProfilesTriedReply = { 
/**
 * By name.
 */
profiles: Array<ProfileTried>, 
/**
 * Whether a person stopped it: profiles that were not tried are left out.
 */
cancelled: boolean, };

/**
 * Whether one profile works. Sent as the event `profile_tried`.
 */
export type ProfileTried = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its region, if it names one.
 */
region: string | null, 
/**
 * How it signs in: `sso`, `role`, `process`, `keys`, `login`, `web_identity`, `other`.
 */
sign_in: string, 
/**
 * What a person must do for it: sign in to a start page, type a code. Null where it works by itself.
 */
needs: SignInNeed | null, 
/**
 * `works`, `sign_in_first` (a person must sign in to its start page), `asks_for_code` (it needs an MFA code),
 * `fails` (see `problem`).
 */
state: string, 
/**
 * The account that it reaches, 12 digits.
 */
account: string | null, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * Who it is there: the caller's ARN.
 */
principal: string | null, 
/**
 * Until when its credentials hold; null where they do not expire.
 */
valid_until: string | null, 
/**
 * Whether the name of the profile, its account or its role says that it is production.
 */
production: boolean, 
/**
 * Why it does not work.
 */
problem: ProblemDto | null, };

/**
 * What a person must do before a profile works.
 */
export type SignInNeed = { 
/**
 * Names the sign-in in requests. Opaque.
 */
of: string, 
/**
 * `sso` or `mfa`.
 */
kind: string, 
/**
 * What to call it: the session's name or the start page's address; the device's serial number.
 */
label: string, };

/**
 * What every account of some sources met with.
 */
export type SourcesTriedReply = { 
/**
 * Accounts, in the order of the sources.
 */
accounts: Array<AccountTried>, 
/**
 * What kept accounts from being found at all: a base that does not work, an organisation that cannot be listed.
 */
problems: Array<ProblemDto>, 
/**
 * Whether a person stopped it.
 */
cancelled: boolean, };

/**
 * Whether one account can be entered. Sent as the event `account_tried`.
 */
export type AccountTried = { 
/**
 * The 12 digits.
 */
account: string, 
/**
 * Its name, where known.
 */
account_name: string | null, 
/**
 * The base through which it was tried.
 */
profile: string | null, 
/**
 * The regions that would be read.
 */
regions: Array<string>, 
/**
 * Regions that are wanted and that the account has not enabled, as AWS says.
 */
regions_off: Array<string>, 
/**
 * Why it cannot be entered; null where it can.
 */
problem: ProblemDto | null, };

/**
 * What can be signed in to.
 */
export type SignInsReply = { 
/**
 * Those that a source needs first, then by name.
 */
sign_ins: Array<SignInDto>, 
/**
 * What is being asked now.
 */
questions: Array<SignInQuestion>, 
/**
 * How long the last sync took, in seconds: what `expires_during_sync` reckons with.
 */
last_sync_seconds: number | null, };

/**
 * One thing to sign in to.
 */
export type SignInDto = { 
/**
 * Names it in requests. Opaque.
 */
of: string, 
/**
 * `sso`: IAM Identity Center, by device code. `mfa`: a code from a device.
 */
kind: string, 
/**
 * What to call it: the session's name or the start page's address; the device's serial number.
 */
label: string, 
/**
 * The start page, for `sso`.
 */
start_url: string | null, 
/**
 * The profiles behind it, by name.
 */
profiles: Array<string>, 
/**
 * How many sources need it.
 */
sources: number, 
/**
 * `valid`, `expired`, `never`: never signed in, or nothing is known of it.
 */
state: string, 
/**
 * Until when it holds, or held.
 */
until: string | null, 
/**
 * Whether it renews itself: AWS gave a refresh token that still holds.
 */
renews: boolean, 
/**
 * Whether it is expected to end before a sync that begins now would: sign in again first.
 */
expires_during_sync: boolean, 
/**
 * Whether a sign-in is under way; its stage came as `sign_in_progress`.
 */
running: SignInStage | null, };

/**
 * Names one thing to sign in to.
 */
export type SignInRequest = { 
/**
 * As `SignInDto.of`, `SignInNeed.of` or `SignInQuestion.of` says.
 */
of: string, };

/**
 * Where a sign-in stands. Sent as the event `sign_in_progress`; the last one is also the reply.
 */
export type SignInProgress = { 
/**
 * Of which sign-in.
 */
of: string, 
/**
 * Its stage.
 */
stage: SignInStage, };

/**
 * A stage of a sign-in.
 */
export type SignInStage = { "stage": "waiting" } | { "stage": "code_shown", 
/**
 * The code that the page shows too, such as `WDJB-MJHT`.
 */
user_code: string, 
/**
 * The page, to type the code into. Hostile text: show as text, open with `sign_in_browse`.
 */
verification_uri: string, 
/**
 * The page with the code in it.
 */
verification_uri_complete: string | null, 
/**
 * Until when the code holds.
 */
expires_at: string, 
/**
 * Whether `sign_in_browse` opens it: the page is AWS's, or of the start page's own host.
 */
may_open: boolean, } | { "stage": "done", 
/**
 * Until when it holds.
 */
until: string | null, 
/**
 * Whether it renews itself.
 */
renews: boolean, } | { "stage": "failed", 
/**
 * `code_expired` (nobody confirmed in time), `denied` (the person or an administrator refused on the page),
 * `wrong_code`, `cancelled`, or a problem's reason: `no_network`, `service_failed`, `missing_action` and so on.
 */
reason: string, 
/**
 * AWS's own words. Hostile text.
 */
message: string, 
/**
 * What to do.
 */
advice: string, };

/**
 * Everything that is being asked. Sent as the event `sign_in_asked` whenever it changes.
 */
export type SignInQuestions = { 
/**
 * In the order in which they came; one for each sign-in.
 */
questions: Array<SignInQuestion>, };

/**
 * A question that only a person can answer: `sso` by `sign_in_start`, `mfa` by `sign_in_answer`; either is declined by
 * `sign_in_cancel`.
 */
export type SignInQuestion = { 
/**
 * Of which sign-in.
 */
of: string, 
/**
 * `sso` or `mfa`.
 */
kind: string, 
/**
 * What to call it.
 */
label: string, 
/**
 * The profile that needs it.
 */
profile: string, 
/**
 * `first` (nobody has signed in yet), `expired` (halfway), `wrong_code` (the last code was not accepted).
 */
why: string, 
/**
 * How many calls wait for the answer: about as many as cells.
 */
waiting: number, 
/**
 * When it was first asked.
 */
asked_at: string, };

/**
 * An MFA code.
 */
export type SignInAnswer = { 
/**
 * Of which sign-in.
 */
of: string, 
/**
 * Six digits; spaces are taken out.
 */
code: string, };

/**
 * A saved view. Saving under a name that exists replaces it.
 */
export type ViewDto = { 
/**
 * Its name; 1 to 60 characters.
 */
name: string, 
/**
 * The filter.
 */
filter: string, 
/**
 * The order.
 */
sort: SortDto, 
/**
 * The columns, in order.
 */
columns: Array<ViewColumn>, };

/**
 * A column of a view.
 */
export type ViewColumn = { 
/**
 * The column's code.
 */
column: string, 
/**
 * Its width in CSS pixels.
 */
width: number, };

/**
 * The saved views with how many secrets each holds now.
 */
export type ViewsReply = { 
/**
 * In the order in which they were saved.
 */
views: Array<ViewCount>, };

/**
 * A view and its count.
 */
export type ViewCount = { 
/**
 * The view.
 */
view: ViewDto, 
/**
 * How many secrets it holds now; null when its filter can no longer be read.
 */
total: number | null, };

/**
 * Names a view.
 */
export type ViewRequest = { 
/**
 * Its name.
 */
name: string, };

/**
 * Where Keyturn stands.
 */
export type SessionReply = { 
/**
 * Keyturn's version.
 */
version: string, 
/**
 * The data folder.
 */
data_dir: string, 
/**
 * Whether this is the made-up organisation.
 */
demo: boolean, 
/**
 * Whether the database is open, and if not, what opens it.
 */
lock: LockState, };

/**
 * Whether the database is open.
 */
export type LockState = { "state": "open", 
/**
 * Where the key is kept: `keyring` or `passphrase`.
 */
key: string, } | { "state": "passphrase_needed" } | { "state": "passphrase_to_choose", 
/**
 * Why the keyring cannot be used.
 */
keyring: string, } | { "state": "keyring_unavailable", 
/**
 * Why, and what to do.
 */
message: string, } | { "state": "broken", 
/**
 * The error.
 */
error: CommandError, };

/**
 * Gives a passphrase.
 */
export type UnlockRequest = { 
/**
 * The passphrase; when it is being chosen, at least 12 characters.
 */
passphrase: string, };

/**
 * What is collected, what is not, and what needs somebody.
 */
export type TrailReply = { 
/**
 * Single events that are kept.
 */
events: number, 
/**
 * Reads within the daily facts.
 */
reads: number, 
/**
 * Daily facts.
 */
facts: number, 
/**
 * The first moment that anything is known of.
 */
from: string | null, 
/**
 * The last one.
 */
to: string | null, 
/**
 * What is covered, by account and region; in the order of the accounts' names.
 */
cells: Array<TrailCell>, 
/**
 * Findings that nobody has looked at.
 */
open_findings: number, 
/**
 * Oddities that are explained.
 */
explained_findings: number, 
/**
 * Suppressions in force.
 */
silences: number, 
/**
 * Checks of the trails that are not met.
 */
checks_not_met: number, 
/**
 * What the trails cannot show, in a sentence each: "KMS events are excluded in data: path reads not attributed".
 */
limits: Array<string>, 
/**
 * The collection that runs in this process.
 */
running: TrailProgress | null, 
/**
 * The last collection or import that ended.
 */
last: TrailReport | null, };

/**
 * What is covered of one account and region.
 */
export type TrailCell = { 
/**
 * The account's 12 digits.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * The region.
 */
region: string, 
/**
 * Stretches that were read in full, oldest first.
 */
covered: Array<Stretch>, 
/**
 * Stretches of the last 90 days that were not, oldest first.
 */
gaps: Array<Stretch>, 
/**
 * Events kept of it.
 */
events: number, };

/**
 * A stretch of time, the end not included.
 */
export type Stretch = { 
/**
 * Its start.
 */
from: string, 
/**
 * Its end.
 */
to: string, };

/**
 * How far back to read, and what to leave out.
 */
export type TrailSyncRequest = { 
/**
 * Days back from now, 90 at most (LookupEvents reaches no further).
 */
days: number, 
/**
 * Codes of asks not to make: see [`TrailAsk::code`].
 */
leave_out: Array<string>, };

/**
 * What a collection would cost, from the first pages of each account and region.
 */
export type TrailEstimateReply = { 
/**
 * What would be asked.
 */
asks: Array<TrailAsk>, 
/**
 * Seconds that the whole would take: accounts and regions are read side by side.
 */
seconds: number, 
/**
 * What could not be asked.
 */
problems: Array<ProblemDto>, };

/**
 * One thing that LookupEvents is asked for.
 */
export type TrailAsk = { 
/**
 * Its code, such as `GetParameter` or `secretsmanager.amazonaws.com`.
 */
code: string, 
/**
 * Why it is asked, and what would not be seen without it.
 */
why: string, 
/**
 * Events it would bring, over all accounts and regions.
 */
events: number, 
/**
 * Seconds it would take at two requests a second, in the slowest account and region.
 */
seconds: number, };

/**
 * Where a running collection or import stands. Sent as the event `trail_progress`.
 */
export type TrailProgress = { 
/**
 * `lookup` or `files`.
 */
by: string, 
/**
 * When it began.
 */
started_at: string, 
/**
 * `collecting`, `judging`.
 */
stage: string, 
/**
 * Accounts and regions, or folders' files: how many there are.
 */
parts: number, 
/**
 * How many are done.
 */
parts_done: number, 
/**
 * Events read so far.
 */
events: number, 
/**
 * New events so far.
 */
new_events: number, 
/**
 * The account and region, or the file, at hand.
 */
current: string | null, };

/**
 * What a collection or an import did.
 */
export type TrailReport = { 
/**
 * `lookup` or `files`.
 */
by: string, 
/**
 * When it began.
 */
started_at: string, 
/**
 * When it ended.
 */
ended_at: string, 
/**
 * Whether a person stopped it. What was read stays.
 */
cancelled: boolean, 
/**
 * Records read, wanted or not.
 */
records: number, 
/**
 * Events of the kinds that are wanted.
 */
events: number, 
/**
 * Of these, new ones.
 */
new_events: number, 
/**
 * Of these, known already.
 */
duplicates: number, 
/**
 * Records that could not be understood.
 */
unusable: number, 
/**
 * Why, each with its number.
 */
unusable_why: Array<CountDto>, 
/**
 * Files that were skipped or broke off, each with the reason.
 */
skipped: Array<SkippedDto>, 
/**
 * New findings.
 */
findings: number, 
/**
 * What could not be read.
 */
problems: Array<ProblemDto>, };

/**
 * A word with its number.
 */
export type CountDto = { 
/**
 * The word.
 */
what: string, 
/**
 * How many.
 */
count: number, };

/**
 * A file that was not read, or not to its end.
 */
export type SkippedDto = { 
/**
 * The file.
 */
file: string, 
/**
 * Why, in a sentence.
 */
why: string, 
/**
 * Whether a part of it was read.
 */
in_part: boolean, };

/**
 * Which kind of thing the dialog asks for.
 */
export type TrailImportRequest = { 
/**
 * A folder with everything below it, instead of single files.
 */
folder: boolean, };

/**
 * The trails of each account, checked.
 */
export type TrailChecksReply = { 
/**
 * By account.
 */
accounts: Array<AccountChecks>, 
/**
 * When AWS was asked last.
 */
asked_at: string | null, 
/**
 * What could not be asked.
 */
problems: Array<ProblemDto>, };

/**
 * One account's checks.
 */
export type AccountChecks = { 
/**
 * The account's 12 digits.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * The checks, in their order.
 */
checks: Array<CheckDto>, };

/**
 * One check.
 */
export type CheckDto = { 
/**
 * Its id, such as `kms_not_excluded`.
 */
id: string, 
/**
 * Its name in a few words.
 */
title: string, 
/**
 * `met`, `not_met` or `unknown`.
 */
state: string, 
/**
 * What was found.
 */
words: string, 
/**
 * What cannot be seen because of it.
 */
hides: string | null, 
/**
 * What to do.
 */
advice: string | null, 
/**
 * The page or guide that asks for it.
 */
source: string, };

/**
 * Asks who used a secret.
 */
export type SecretUsageRequest = { 
/**
 * The secret's ARN, or a name that only it has.
 */
arn: string, };

/**
 * Asks what a principal read.
 */
export type PrincipalUsageRequest = { 
/**
 * The account's 12 digits; null for a service.
 */
account: string | null, 
/**
 * `role/ci-deploy`, `user/ann`, `root`.
 */
name: string, };

/**
 * Who read one secret, or what one principal read.
 */
export type UsageReply = { 
/**
 * The pairs, the latest read first.
 */
uses: Array<UseDto>, 
/**
 * The first day of the strips in `uses`; they end today.
 */
first_day: string, 
/**
 * What is not known, in a sentence each: gaps, excluded events.
 */
limits: Array<string>, 
/**
 * Whether the secret is marked as a decoy; false for a principal.
 */
decoy: boolean, };

/**
 * How one principal used one secret.
 */
export type UseDto = { 
/**
 * Who.
 */
principal: PrincipalDto, 
/**
 * What.
 */
object: ObjectDto, 
/**
 * The first read known.
 */
first_at: string, 
/**
 * The last one.
 */
last_at: string, 
/**
 * Reads that worked, within the strip.
 */
reads: number, 
/**
 * Tries that were refused, within the strip.
 */
denied: number, 
/**
 * Days with a read, within the strip.
 */
active_days: number, 
/**
 * Reads by day, the first day first; as long as the strip.
 */
by_day: Array<number>, 
/**
 * Networks and endpoints it came from, the most frequent first; at most 8.
 */
sources: Array<string>, 
/**
 * Programs, the most frequent first; at most 8.
 */
agents: Array<string>, 
/**
 * Whether it read regularly and no longer does; null while it still does, else the day of its last read.
 */
stopped_on: string | null, };

/**
 * Who.
 */
export type PrincipalDto = { 
/**
 * The account's 12 digits; null for AWS services and records that do not say.
 */
account: string | null, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * `role/ci-deploy`, `user/ann`, `root`. Hostile text.
 */
name: string, 
/**
 * `human`, `workload`, `aws_service`, `web_identity` or `unknown`.
 */
nature: string, };

/**
 * What was read.
 */
export type ObjectDto = { 
/**
 * `secret`, `path`, `filter`, `instance` or `unknown`; of calls that change things also `key` and `trail`.
 */
kind: string, 
/**
 * Its name in full, the path, the filter in words. Hostile text.
 */
name: string, 
/**
 * `secretsmanager` or `ssm`, for a secret.
 */
store: string | null, 
/**
 * The account that owns it, for a secret.
 */
account: string | null, 
/**
 * Its region, for a secret.
 */
region: string | null, 
/**
 * The inventory's ARN, where it is known there.
 */
arn: string | null, };

/**
 * Marks a secret as a decoy that nobody should ever read, or takes the mark away.
 */
export type DecoyRequest = { 
/**
 * The secret's ARN.
 */
arn: string, 
/**
 * Whether it is one.
 */
decoy: boolean, };

/**
 * How reads are judged and kept.
 */
export type TrailSettingsDto = { 
/**
 * Days after which a principal's habits count as known.
 */
learning_days: number, 
/**
 * Days after which a habit that is no longer seen is forgotten.
 */
forget_days: number, 
/**
 * Days for which single events are kept; daily facts are kept longer.
 */
detail_days: number, 
/**
 * People who have left: user names, mail addresses, session names.
 */
departed: Array<DepartedDto>, };

/**
 * Somebody who has left.
 */
export type DepartedDto = { 
/**
 * User name, mail address or session name, compared without regard to case.
 */
person: string, 
/**
 * The first day without access.
 */
left_on: string, };

/**
 * Asks for a stretch of the events that a query line matches, newest first.
 */
export type ReadsListRequest = { 
/**
 * The query line as typed; empty for everything.
 */
query: string, 
/**
 * How many rows to skip.
 */
offset: number, 
/**
 * How many rows to give; at most 1,000.
 */
limit: number, };

/**
 * A stretch of events.
 */
export type ReadsListReply = { 
/**
 * The rows from `offset` on.
 */
events: Array<EventRow>, 
/**
 * How many events match.
 */
total: number, 
/**
 * What the answer lacks, in a sentence each: gaps within the asked stretch, excluded events.
 */
limits: Array<string>, };

/**
 * One event.
 */
export type EventRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * When.
 */
at: string, 
/**
 * The account whose trail holds it.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * The region.
 */
region: string, 
/**
 * The call, such as `GetSecretValue`.
 */
call: string, 
/**
 * `read`, `list`, `write`, `delete`, `policy`, `rotation` or `trail`.
 */
class: string, 
/**
 * Who.
 */
principal: PrincipalDto, 
/**
 * The session's name. Hostile text.
 */
session: string | null, 
/**
 * The person, where the record names one. Hostile text.
 */
person: string | null, 
/**
 * The address, the service, or what the record says. Hostile text.
 */
source: string, 
/**
 * The VPC endpoint.
 */
vpc_endpoint: string | null, 
/**
 * The program, such as `aws-cli/2`. Hostile text.
 */
agent: string, 
/**
 * What it was aimed at; several for one call that names several.
 */
objects: Array<ObjectDto>, 
/**
 * `done`, `denied` or `failed`.
 */
outcome: string, 
/**
 * AWS's error code.
 */
error: string | null, 
/**
 * The key of a finding that holds it.
 */
finding: string | null, };

/**
 * Asks for the events of a query, counted by something.
 */
export type ReadsGroupsRequest = { 
/**
 * The query line.
 */
query: string, 
/**
 * `principal`, `secret`, `source`, `agent` or `day`.
 */
by: string, 
/**
 * At most this many groups, the largest first (days: the latest first).
 */
limit: number, };

/**
 * The groups.
 */
export type ReadsGroupsReply = { 
/**
 * The groups.
 */
groups: Array<GroupDto>, 
/**
 * How many there are in all.
 */
total: number, };

/**
 * One group.
 */
export type GroupDto = { 
/**
 * Its word: a principal's name, a secret's name, an address, a tool, a day. Hostile text.
 */
what: string, 
/**
 * A second word where one alone is ambiguous: the account.
 */
of: string | null, 
/**
 * The query line that asks for this group alone.
 */
query: string, 
/**
 * Events.
 */
events: number, 
/**
 * Distinct secrets.
 */
secrets: number, 
/**
 * Distinct principals.
 */
principals: number, 
/**
 * Events that were refused.
 */
denied: number, 
/**
 * The first event.
 */
first_at: string, 
/**
 * The last one.
 */
last_at: string, };

/**
 * Asks for the events of a query over time.
 */
export type ReadsTimelineRequest = { 
/**
 * The query line.
 */
query: string, 
/**
 * The start; null for the first event that matches.
 */
from: string | null, 
/**
 * The end; null for the last one.
 */
to: string | null, 
/**
 * Into how many equal stretches to divide; 10 to 500.
 */
buckets: number, 
/**
 * At most this many lanes; the rest is summed up in one.
 */
lanes: number, };

/**
 * Events over time, a lane for each principal.
 */
export type ReadsTimelineReply = { 
/**
 * The start.
 */
from: string, 
/**
 * The end.
 */
to: string, 
/**
 * The lanes: those with findings first, then the busiest.
 */
lanes: Array<LaneDto>, 
/**
 * Events in all.
 */
total: number, };

/**
 * One principal over time.
 */
export type LaneDto = { 
/**
 * Who; null for the sum of all the others.
 */
principal: PrincipalDto | null, 
/**
 * Principals in this lane.
 */
principals: number, 
/**
 * Events by stretch.
 */
counts: Array<number>, 
/**
 * Of these, events of open findings.
 */
found: Array<number>, };

/**
 * Where to write what matches.
 */
export type ReadsExportRequest = { 
/**
 * The query line.
 */
query: string, 
/**
 * `csv` or `json`.
 */
format: string, };

/**
 * Where the export went.
 */
export type ReadsExportReply = { 
/**
 * The file.
 */
path: string, 
/**
 * How many events it holds.
 */
events: number, };

/**
 * Asks for findings.
 */
export type FindingsListRequest = { 
/**
 * `open`, `watch`, `expected`, `incident`, `explained`, `stale`, or `all`.
 */
state: string, 
/**
 * `reads` or `rotation`; null for both.
 */
about: string | null, 
/**
 * Only about this secret's ARN.
 */
arn: string | null, 
/**
 * How many rows to skip.
 */
offset: number, 
/**
 * How many rows to give; at most 500.
 */
limit: number, };

/**
 * Findings: about reads, the latest first; then about rotation, the heaviest first.
 */
export type FindingsListReply = { 
/**
 * The rows.
 */
findings: Array<FindingRow>, 
/**
 * How many there are in this state.
 */
total: number, };

/**
 * One finding in the list.
 */
export type FindingRow = { 
/**
 * Its key.
 */
key: string, 
/**
 * `reads` or `rotation`.
 */
about: string, 
/**
 * The detection that weighs most.
 */
rule: string, 
/**
 * The detections, in a few words each, the heaviest first.
 */
marks: Array<string>, 
/**
 * `info`, `low`, `medium`, `high` or `critical`.
 */
severity: string, 
/**
 * `open`, `watch`, `expected`, `incident`, `explained` or `stale` (no longer found).
 */
state: string, 
/**
 * In a line.
 */
title: string, 
/**
 * Why it is nothing, where it is explained.
 */
explained: string | null, 
/**
 * Who read; null where it is about rotation.
 */
principal: PrincipalDto | null, 
/**
 * The account whose trail holds it, or the secret's.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * The first of its events, or since when it holds.
 */
first_at: string, 
/**
 * The last of its events, or since when it holds.
 */
last_at: string, 
/**
 * How many secrets.
 */
secrets: number, 
/**
 * How many events.
 */
events: number, };

/**
 * Names one finding.
 */
export type FindingRequest = { 
/**
 * Its key.
 */
key: string, };

/**
 * One finding, whole.
 */
export type FindingReply = { 
/**
 * What the list shows of it.
 */
finding: FindingRow, 
/**
 * The session, where there was only one. Hostile text.
 */
session: string | null, 
/**
 * Regions.
 */
regions: Array<string>, 
/**
 * Addresses and endpoints.
 */
sources: Array<string>, 
/**
 * Programs.
 */
agents: Array<string>, 
/**
 * Why it is odd against what is usual, with the numbers.
 */
reason: string, 
/**
 * The comparison.
 */
compared: Array<ComparedDto>, 
/**
 * What it looks like and is not, each with its ground.
 */
excluded: Array<string>, 
/**
 * What was read, or tried.
 */
objects: Array<ObjectDto>, 
/**
 * The events, oldest first; at most 500.
 */
events: Array<EventRow>, 
/**
 * The next step's code: `start_incident`, `ask_person`, `ask_owner`, `restore_trail`, `fix_access`,
 * `rotate`.
 */
next: string, 
/**
 * The next step in words.
 */
next_words: string, 
/**
 * The detections that speak here: why each exists.
 */
detections: Array<DetectionDto>, 
/**
 * The query line that asks for these reads, or for the reads of this secret.
 */
query: string, 
/**
 * What somebody decided.
 */
triage: TriageDto | null, };

/**
 * One aspect, usual and this time.
 */
export type ComparedDto = { 
/**
 * The aspect.
 */
aspect: string, 
/**
 * What is usual.
 */
usual: string, 
/**
 * What it was this time.
 */
now: string, 
/**
 * Whether this is what does not fit.
 */
odd: boolean, };

/**
 * A detection: why it exists.
 */
export type DetectionDto = { 
/**
 * Its id.
 */
id: string, 
/**
 * In a few words.
 */
title: string, 
/**
 * What it looks for, and why.
 */
about: string, 
/**
 * Techniques of MITRE ATT&CK.
 */
mitre: Array<string>, };

/**
 * What somebody decided about a finding.
 */
export type TriageDto = { 
/**
 * `expected`, `watch` or `incident`.
 */
decision: string, 
/**
 * Why.
 */
note: string, 
/**
 * Who.
 */
by: string, 
/**
 * When.
 */
at: string, };

/**
 * Decides about a finding.
 */
export type FindingTriageRequest = { 
/**
 * Its key.
 */
key: string, 
/**
 * `expected`, `watch`, `incident`, or `open` to take a decision back.
 */
decision: string, 
/**
 * Why; required for `expected`.
 */
note: string, 
/**
 * For `expected`: what is expected from now on; null for this one alone.
 */
silence: SilenceScope | null, };

/**
 * What a suppression covers: everything that is named must fit.
 */
export type SilenceScope = { 
/**
 * Only this detection; null for any.
 */
rule: string | null, 
/**
 * Whether only this principal.
 */
same_principal: boolean, 
/**
 * Only secrets whose name fits this pattern (`*` for any run of characters); null for any.
 */
secrets: string | null, 
/**
 * Only this network or endpoint; null for any.
 */
source: string | null, 
/**
 * The last day; at most 365 days from today.
 */
ends_on: string, };

/**
 * Suppressions.
 */
export type SilencesReply = { 
/**
 * Those in force first, then those that ended; the latest first.
 */
silences: Array<SilenceDto>, };

/**
 * A suppression.
 */
export type SilenceDto = { 
/**
 * Its id.
 */
id: number, 
/**
 * The detection, or any.
 */
rule: string | null, 
/**
 * The principal, or any.
 */
principal: PrincipalDto | null, 
/**
 * The pattern of secrets, or any.
 */
secrets: string | null, 
/**
 * The network or endpoint, or any.
 */
source: string | null, 
/**
 * Why.
 */
note: string, 
/**
 * Who made it.
 */
by: string, 
/**
 * When.
 */
made_at: string, 
/**
 * The last day.
 */
ends_on: string, 
/**
 * Whether it is in force today.
 */
in_force: boolean, 
/**
 * How many findings it hid.
 */
hid: number, 
/**
 * When it last hid one.
 */
last_hid_at: string | null, };

/**
 * Names one suppression.
 */
export type SilenceRequest = { 
/**
 * Its id.
 */
id: number, };

/**
 * What the evaluation rests on, and what it found.
 */
export type AccessReply = { 
/**
 * Accounts whose policies are known.
 */
accounts: Array<AccessAccount>, 
/**
 * When the matrix was last evaluated; null before the first time.
 */
evaluated_at: string | null, 
/**
 * Users and roles.
 */
principals: number, 
/**
 * Secrets and parameters.
 */
secrets: number, 
/**
 * Pairs that can read.
 */
can: number, 
/**
 * Pairs that can under a condition.
 */
conditional: number, 
/**
 * Pairs that are not known.
 */
unknown: number, 
/**
 * Findings about policies.
 */
findings: number, 
/**
 * What is not known, in a sentence each.
 */
limits: Array<string>, 
/**
 * What could not be read.
 */
problems: Array<ProblemDto>, 
/**
 * The collection that runs in this process.
 */
running: AccessProgress | null, };

/**
 * Where a running collection of access stands. Sent as the event `access_progress`.
 */
export type AccessProgress = { 
/**
 * When it began.
 */
started_at: string, 
/**
 * What is read: the organisation's parts, then by account. Empty until the accounts are known.
 */
places: Array<AccessPlace>, };

/**
 * One part of a running collection.
 */
export type AccessPlace = { 
/**
 * The account's 12 digits; of the organisation's parts, the account that is asked first.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * The region; null for the account's identities and the organisation's parts.
 */
region: string | null, 
/**
 * `identities`, `keys`, `policies`, `organisation` or `identity_center`.
 */
what: string, 
/**
 * `waiting`, `running`, `done`, `failed` (some of it, or all, was refused) or `cancelled`.
 */
state: string, 
/**
 * Identities, keys, secrets or assignments so far.
 */
done: number, 
/**
 * Of how many, where that is known.
 */
of: number | null, };

/**
 * One account's inputs.
 */
export type AccessAccount = { 
/**
 * The 12 digits.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * When its policies were read.
 */
taken_at: string | null, 
/**
 * `aws`, or `file` for an imported snapshot.
 */
by: string, 
/**
 * What of it is missing, in a sentence each.
 */
missing: Array<string>, };

/**
 * Who can read one secret.
 */
export type ReadersRequest = { 
/**
 * The secret's ARN.
 */
arn: string, 
/**
 * Whether to list those that cannot, too.
 */
all: boolean, };

/**
 * The readers of one secret.
 */
export type ReadersReply = { 
/**
 * The secret.
 */
secret: AccessSecret, 
/**
 * Its readers: can, conditional, unknown, then (on asking) cannot; by name within each.
 */
readers: Array<ReaderDto>, 
/**
 * How many can.
 */
can: number, 
/**
 * How many can under a condition.
 */
conditional: number, 
/**
 * How many are not known.
 */
unknown: number, 
/**
 * How many cannot.
 */
cannot: number, 
/**
 * How many more can by a chain of roles alone.
 */
by_chain: number, 
/**
 * Who outside the known accounts is let in, by the policy's own words: other accounts, services, everybody.
 */
outside: Array<OutsideDto>, 
/**
 * What is not known, in a sentence each.
 */
limits: Array<string>, };

/**
 * A secret as access sees it.
 */
export type AccessSecret = { 
/**
 * Its ARN.
 */
arn: string, 
/**
 * Its name.
 */
name: string, 
/**
 * `secretsmanager` or `ssm`.
 */
store: string, 
/**
 * The account that owns it.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * Its region.
 */
region: string, 
/**
 * Its key: the ARN of a customer key, `aws/secretsmanager`, `aws/ssm`, or null for plain text.
 */
key: string | null, 
/**
 * `Enabled`, `Disabled`, `PendingDeletion`, … of a customer key; null where not known or not needed.
 */
key_state: string | null, };

/**
 * One reader of a secret, or one secret of a principal.
 */
export type ReaderDto = { 
/**
 * The principal.
 */
principal: AccessPrincipal, 
/**
 * The secret; given where a principal's secrets are listed.
 */
secret: AccessSecret | null, 
/**
 * `can`, `conditional`, `cannot` or `unknown`.
 */
access: string, 
/**
 * The conditions in words: `only through VPC endpoint vpce-0abc`.
 */
conditions: Array<string>, 
/**
 * What could not be read, for `unknown`.
 */
unknown: Array<string>, 
/**
 * The roles to go through, where the principal cannot by itself; from the first to the last.
 */
chain: Array<string>, 
/**
 * Marks: `broad`, `wildcard`, `other_account`, `outside_organisation`, `public`, `unused`, `departed`, `stale_id`,
 * `could_grant_itself`.
 */
marks: Array<string>, 
/**
 * The policies on which it rests: `role/web: inline policy read`, `key policy`.
 */
through: Array<string>, 
/**
 * Since when the grant is known here.
 */
since: string | null, 
/**
 * The last read that CloudTrail shows; null where none is known.
 */
last_read_at: string | null, };

/**
 * A user or role.
 */
export type AccessPrincipal = { 
/**
 * Its ARN.
 */
arn: string, 
/**
 * `role/web`, `user/ann`: hostile text.
 */
name: string, 
/**
 * The account's 12 digits.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * `human`, `workload`, `aws_service` or `unknown`.
 */
nature: string, 
/**
 * Of a role that Identity Center made: who is assigned to it, by user name; a group whose members are not known as
 * `group <name>`, and after fifty `and N more`. Hostile text. Empty where that is not known, and for every other
 * principal.
 */
people: Array<string>, };

/**
 * Somebody outside the known accounts whom a policy lets in.
 */
export type OutsideDto = { 
/**
 * The policy's words: an ARN, an account, a service, `*`.
 */
who: string, 
/**
 * Marks, as of a reader.
 */
marks: Array<string>, 
/**
 * Which policy says so.
 */
through: string, 
/**
 * Its conditions in words.
 */
conditions: Array<string>, };

/**
 * Asks for users and roles.
 */
export type AccessPrincipalsRequest = { 
/**
 * What the name, the ARN or the account's name holds, in any case; empty for all.
 */
text: string, };

/**
 * Users and roles with what they read in all.
 */
export type AccessPrincipalsReply = { 
/**
 * Those that read most first; those that read nothing too.
 */
principals: Array<PrincipalRow>, };

/**
 * A user or role with what it reads in all.
 */
export type PrincipalRow = { 
/**
 * Who.
 */
principal: AccessPrincipal, 
/**
 * Secrets that it can read by itself.
 */
can: number, 
/**
 * Secrets that it can read under a condition.
 */
conditional: number, 
/**
 * Secrets of which it is not known.
 */
unknown: number, 
/**
 * Marks, as of a reader: `departed`, `could_grant_itself`, `other_account` (it reads beyond its own),
 * `unused` (no read of any secret is known of the last 90 days, all of which are collected).
 */
marks: Array<string>, 
/**
 * The last read of any secret in 90 days that CloudTrail shows; null where none is known.
 */
last_read_at: string | null, };

/**
 * What one principal can read.
 */
export type PrincipalAccessRequest = { 
/**
 * The principal's ARN.
 */
arn: string, };

/**
 * What one principal can read, and on which statements that rests.
 */
export type PrincipalAccessReply = { 
/**
 * The principal.
 */
principal: AccessPrincipal, 
/**
 * Secrets it can read, can under a condition, or that are not known; by name.
 */
secrets: Array<ReaderDto>, 
/**
 * The statements on which that rests, with what would change if each went.
 */
statements: Array<StatementDto>, 
/**
 * How it could give itself more: in a sentence each.
 */
escalations: Array<string>, 
/**
 * What is not known, in a sentence each.
 */
limits: Array<string>, };

/**
 * One statement of a policy.
 */
export type StatementDto = { 
/**
 * Where the policy is: `role/web: inline policy read`.
 */
place: string, 
/**
 * Its `Sid`, or its number.
 */
statement: string, 
/**
 * The statement's text, as JSON.
 */
text: string, 
/**
 * Secrets that the principal could no longer read without it.
 */
removes: number, 
/**
 * Of how many.
 */
of: number, 
/**
 * In a sentence: "removing this leaves 3 of 41 readers of /prod/web/*".
 */
words: string, };

/**
 * Asks why a principal can or cannot read a secret.
 */
export type AccessWhyRequest = { 
/**
 * The principal's ARN.
 */
principal: string, 
/**
 * The secret's ARN.
 */
secret: string, };

/**
 * Why.
 */
export type AccessWhyReply = { 
/**
 * The answer.
 */
reader: ReaderDto, 
/**
 * The secret.
 */
secret: AccessSecret, 
/**
 * The answer in a sentence.
 */
summary: string, 
/**
 * The steps, in the order in which AWS evaluates: the store's action, then the key's.
 */
steps: Array<WhyStep>, 
/**
 * The whole as plain text, to copy into a ticket.
 */
text: string, };

/**
 * One policy that was asked.
 */
export type WhyStep = { 
/**
 * The action, such as `secretsmanager:GetSecretValue` or `kms:Decrypt`.
 */
action: string, 
/**
 * `organisation`, `resource`, `identity`, `boundary`, `key`, `grant`.
 */
layer: string, 
/**
 * Where the policy is.
 */
place: string, 
/**
 * `allows`, `denies`, `silent`, `may_allow`, `may_deny`, `not_known`.
 */
says: string, 
/**
 * The statement that decides, by its `Sid` or number; null where none does.
 */
statement: string | null, 
/**
 * The statement's text, as JSON.
 */
text: string | null, 
/**
 * Its conditions in words, each with whether it holds: `holds`, `fails`, `depends`.
 */
conditions: Array<WhyCondition>, };

/**
 * One condition of a statement.
 */
export type WhyCondition = { 
/**
 * In words.
 */
words: string, 
/**
 * `holds`, `fails` or `depends`.
 */
state: string, };

/**
 * Findings about policies.
 */
export type AccessFindingsReply = { 
/**
 * The heaviest first.
 */
findings: Array<AccessFindingDto>, };

/**
 * A finding about a policy or a key.
 */
export type AccessFindingDto = { 
/**
 * The same for as long as the rule finds the same text in the same statement: 16 hexadecimal digits.
 */
id: string, 
/**
 * The rule's id, such as `star_reads`.
 */
rule: string, 
/**
 * `info`, `low`, `medium`, `high` or `critical`.
 */
severity: string, 
/**
 * In a line.
 */
title: string, 
/**
 * Why it matters, with the numbers.
 */
reason: string, 
/**
 * The account.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * Where: the policy, the statement, the key.
 */
place: string, 
/**
 * What stands there.
 */
found: string, 
/**
 * The narrower text; null where there is none to give.
 */
narrower: string | null, 
/**
 * Principals it concerns.
 */
principals: Array<string>, 
/**
 * How many secrets it concerns.
 */
secrets: number, 
/**
 * The source of the rule.
 */
source: string, };

/**
 * Asks for the map of sensitive paths.
 */
export type AccessMapRequest = { 
/**
 * Filter of secrets, in the list's language; empty for all.
 */
filter: string, };

/**
 * Groups of principals × paths.
 */
export type AccessMapReply = { 
/**
 * The columns: groups of principals.
 */
groups: Array<MapGroup>, 
/**
 * The rows: paths.
 */
paths: Array<MapPath>, };

/**
 * A group of principals.
 */
export type MapGroup = { 
/**
 * Its name: `prod-us · people`.
 */
name: string, 
/**
 * The account's 12 digits.
 */
account: string, 
/**
 * `human`, `workload` or `aws_service`.
 */
nature: string, 
/**
 * How many principals.
 */
principals: number, };

/**
 * A path with its readers by group.
 */
export type MapPath = { 
/**
 * The path: `/prod/web/*`.
 */
path: string, 
/**
 * The account's 12 digits.
 */
account: string, 
/**
 * How many secrets.
 */
secrets: number, 
/**
 * Principals that can read at least one of them (can or conditional), in all.
 */
readers: number, 
/**
 * The same, by group, in the order of `groups`.
 */
cells: Array<MapCell>, };

/**
 * One cell of the map.
 */
export type MapCell = { 
/**
 * Principals that can read at least one secret of the path.
 */
can: number, 
/**
 * Principals that can only under a condition.
 */
conditional: number, 
/**
 * Principals of which it is not known.
 */
unknown: number, };

/**
 * Asks for the readers behind one cell of the map.
 */
export type AccessCellRequest = { 
/**
 * The path of the row.
 */
path: string, 
/**
 * The account of the row.
 */
path_account: string, 
/**
 * The account of the column.
 */
group_account: string, 
/**
 * The nature of the column.
 */
nature: string, };

/**
 * The readers behind one cell: each principal with the secrets of the path.
 */
export type AccessCellReply = { 
/**
 * A principal and a secret each.
 */
readers: Array<ReaderDto>, };

/**
 * Where a snapshot or an explanation went.
 */
export type AccessExportReply = { 
/**
 * The file.
 */
path: string, 
/**
 * Accounts in it.
 */
accounts: number, };

/**
 * A secret as rotation names it.
 */
export type SecretRef = { 
/**
 * Its ARN: identity.
 */
arn: string, 
/**
 * Its name.
 */
name: string, 
/**
 * `secretsmanager` or `ssm`.
 */
store: string, 
/**
 * The account's 12 digits.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * The region's code.
 */
region: string, 
/**
 * The kind's code.
 */
kind: string, 
/**
 * The kind in words.
 */
kind_label: string, 
/**
 * The environment read from the path.
 */
environment: string | null, 
/**
 * The service read from the path.
 */
service: string | null, 
/**
 * The owner, from tags.
 */
owner: string | null, };

/**
 * Asks what is due.
 */
export type DueListRequest = { 
/**
 * Filter of secrets, in the list's language; empty for all.
 */
filter: string, 
/**
 * States to list (see [`DueRow::state`]), and `older_than_a_year` or `failed`, which go across them; empty for
 * all.
 */
states: Array<string>, 
/**
 * Only what is due within so many days from today, overdue ones included.
 */
within_days: number | null, 
/**
 * How many rows to skip.
 */
offset: number, 
/**
 * How many rows to give; at most 1,000. 0 asks for the counts alone.
 */
limit: number, };

/**
 * What is due, the most overdue first; then those without a date, by name.
 */
export type DueListReply = { 
/**
 * The rows from `offset` on.
 */
rows: Array<DueRow>, 
/**
 * How many pass filter, states and days.
 */
total: number, 
/**
 * How many are in each state, of those that pass the filter.
 */
counts: DueCounts, 
/**
 * The policy's name.
 */
policy: string, 
/**
 * Today, in the policy's time zone.
 */
today: string, 
/**
 * What is not known, in a sentence each: cells that were not read, ages that are not known.
 */
limits: Array<string>, };

/**
 * How many secrets are in each state.
 */
export type DueCounts = { 
/**
 * Not due for a while.
 */
ok: number, 
/**
 * In the last 15 % of the age, at least 7 days.
 */
due_soon: number, 
/**
 * Due today.
 */
due: number, 
/**
 * Past the date.
 */
overdue: number, 
/**
 * Under an exception that has not ended.
 */
excepted: number, 
/**
 * Rotated on events, not by date.
 */
event_driven: number, 
/**
 * Outside rotation: dynamic credentials, configuration.
 */
not_applicable: number, 
/**
 * The age is not known.
 */
unknown: number, 
/**
 * Older than a year, of any state but those outside rotation.
 */
older_than_a_year: number, 
/**
 * AWS says that it rotates them, and has not.
 */
failed: number, };

/**
 * One secret with its date.
 */
export type DueRow = { 
/**
 * The secret.
 */
secret: SecretRef, 
/**
 * `critical`, `high`, `medium`, `low` or `none`.
 */
level: string, 
/**
 * Why it has this level, in a sentence.
 */
level_reason: string, 
/**
 * `ok`, `due_soon`, `due`, `overdue`, `excepted`, `event_driven`, `not_applicable`, `unknown`.
 */
state: string, 
/**
 * The date it is due, in the policy's time zone.
 */
due_on: string | null, 
/**
 * Days from today to that date; negative when it is past.
 */
days: number | null, 
/**
 * Whole days since the current value was made.
 */
age_days: number | null, 
/**
 * The age at which it is due, after modifiers.
 */
limit_days: number | null, 
/**
 * The rule's id.
 */
rule: string, 
/**
 * Why this rule and this date, in a sentence.
 */
reason: string, 
/**
 * What shortened the age, in a few words each.
 */
modifiers: Array<string>, 
/**
 * AWS's own schedule beside the policy.
 */
aws: AwsScheduleDto | null, 
/**
 * Whether the value is older than a year, and of a kind for which that is a finding.
 */
older_than_a_year: boolean, 
/**
 * Whether a new version is added rather than the value replaced (signing keys).
 */
new_version: boolean, 
/**
 * The exception that holds, if one does.
 */
exception: ExceptionDto | null, 
/**
 * The open rotation, if there is one.
 */
rotation: RotationSummary | null, 
/**
 * What somebody has to answer about it.
 */
findings: Array<DueFinding>, };

/**
 * A finding about a secret's rotation. The list of findings has it whole.
 */
export type DueFinding = { 
/**
 * Its key.
 */
key: string, 
/**
 * `older_than_a_year` or `exception_ended`.
 */
rule: string, 
/**
 * In a few words.
 */
words: string, 
/**
 * The first day on which it held, in the policy's time zone.
 */
since: string, 
/**
 * `open`, `watch`, `expected` or `incident`.
 */
state: string, };

/**
 * Secrets Manager's own schedule beside the policy.
 */
export type AwsScheduleDto = { 
/**
 * `met`, `slower`, `failed`, `uncompared` (the policy gives no days), `unknown`.
 */
state: string, 
/**
 * In a sentence: "policy 90 days, AWS rotates every 30: met".
 */
words: string, 
/**
 * When AWS means to rotate next.
 */
next_at: string | null, };

/**
 * One secret's rotation, whole: for its pane.
 */
export type SecretRotationReply = { 
/**
 * When it is due, and why.
 */
due: DueRow, 
/**
 * How it is rotated.
 */
settings: RotationSettingsDto, 
/**
 * Its rotations, the newest first.
 */
rotations: Array<RotationSummary>, 
/**
 * Who has fetched the present value, and who has not since it was made.
 */
holders: HoldersDto, 
/**
 * Secrets Manager's four steps, where it rotates the secret.
 */
managed: ManagedStepsDto | null, };

/**
 * Who still holds the old value.
 */
export type HoldersDto = { 
/**
 * In a sentence: "7 of 9 consumers have fetched the new version; these two have not."
 */
words: string, 
/**
 * Since when the value is the present one; null where not known.
 */
since: string | null, 
/**
 * The readers of the 90 days before it, those who have not fetched it first.
 */
holders: Array<HolderDto>, 
/**
 * What CloudTrail does not show, in a sentence each.
 */
limits: Array<string>, };

/**
 * A reader of the value before this one.
 */
export type HolderDto = { 
/**
 * The principal: hostile text.
 */
principal: string, 
/**
 * Its last read before the new value.
 */
last_read_before: string, 
/**
 * Its first read since.
 */
first_read_since: string | null, 
/**
 * `fetched`, `not_yet` or `gone`.
 */
state: string, };

/**
 * How a secret is rotated: what people know and AWS does not say.
 */
export type RotationSettingsDto = { 
/**
 * `two_at_once`, `dual_read`, `rolling_restart`, `versioned`, `managed_steps`, `replace`; null takes the kind's.
 */
strategy: string | null, 
/**
 * The strategy that holds, and its words.
 */
strategy_words: string, 
/**
 * The longest time a consumer caches the value, in seconds.
 */
cache_seconds: number | null, 
/**
 * The slowest rollout, in seconds.
 */
rollout_seconds: number | null, 
/**
 * How long the old value stays valid beside the new one, in seconds.
 */
overlap_seconds: number | null, 
/**
 * Documents that name it: text, one a line.
 */
documents: string, 
/**
 * The level as a person set it; null takes the proposed one.
 */
level: string | null, 
/**
 * Why the level was set.
 */
level_reason: string, 
/**
 * Whether it opens more than its kind says (administration, many systems): its age is halved.
 */
privileged: boolean, 
/**
 * When the value expires by itself (certificates, keys with an end).
 */
expires_on: string | null, };

/**
 * Saves how a secret is rotated.
 */
export type RotationSettingsRequest = { 
/**
 * The secret's ARN.
 */
arn: string, 
/**
 * The settings; `strategy_words` is not read.
 */
settings: RotationSettingsDto, };

/**
 * An exception from the policy.
 */
export type ExceptionDto = { 
/**
 * Its id.
 */
id: string, 
/**
 * `secret`, `path` or `rule`.
 */
scope: string, 
/**
 * The secret's ARN, the path's pattern, or the rule's id.
 */
what: string, 
/**
 * The same for people: the secret's name, the pattern, the rule.
 */
title: string, 
/**
 * Why.
 */
why: string, 
/**
 * What protects meanwhile.
 */
control: string, 
/**
 * Who asked.
 */
asked_by: string, 
/**
 * Who approved: not the same person.
 */
approved_by: string, 
/**
 * From when.
 */
from: string, 
/**
 * Until when: the last day.
 */
until: string, 
/**
 * `active`, `ending` (within 14 days), `ended` or `ended_early`.
 */
state: string, 
/**
 * How many secrets it covers.
 */
secrets: number, };

/**
 * The exceptions: those that hold first, then ended ones that are findings again, then the rest.
 */
export type ExceptionsReply = { 
/**
 * The exceptions.
 */
exceptions: Array<ExceptionDto>, };

/**
 * Adds an exception.
 */
export type ExceptionRequest = { 
/**
 * `secret`, `path` or `rule`.
 */
scope: string, 
/**
 * The secret's ARN, the path's pattern, or the rule's id.
 */
what: string, 
/**
 * Why.
 */
why: string, 
/**
 * What protects meanwhile.
 */
control: string, 
/**
 * Who asked.
 */
asked_by: string, 
/**
 * Who approved.
 */
approved_by: string, 
/**
 * Until when: the last day; at most 90 days for a critical secret, 180 for others.
 */
until: string, };

/**
 * Ends an exception before its time.
 */
export type ExceptionEndRequest = { 
/**
 * Its id.
 */
id: string, 
/**
 * Why.
 */
why: string, };

/**
 * The policy in force.
 */
export type PolicyReply = { 
/**
 * Its text, as it was saved: TOML.
 */
text: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is for.
 */
description: string, 
/**
 * The zone in which dates are dates, such as `Europe/Berlin`.
 */
time_zone: string, 
/**
 * The preset it is, unchanged; null for one of the team's own.
 */
preset: string | null, 
/**
 * When it was saved; null for the default that nobody has saved.
 */
saved_at: string | null, 
/**
 * Who saved it.
 */
saved_by: string | null, 
/**
 * Its rules, in the order in which they are asked.
 */
rules: Array<RuleDto>, 
/**
 * The presets that come with the application.
 */
presets: Array<PresetDto>, };

/**
 * One rule.
 */
export type RuleDto = { 
/**
 * Its id.
 */
id: string, 
/**
 * What it matches, in words.
 */
matches: string, 
/**
 * The age in words: `90 days`, `365 days, by a new version`, `on events`.
 */
age: string, 
/**
 * The age in days, where it is one that can be edited.
 */
days: number | null, 
/**
 * Why.
 */
reason: string, 
/**
 * Where the number is from.
 */
source: string, 
/**
 * How many secrets it decides.
 */
secrets: number, };

/**
 * A preset.
 */
export type PresetDto = { 
/**
 * Its name, such as `balanced`.
 */
name: string, 
/**
 * What it is, in a sentence.
 */
description: string, };

/**
 * Names a preset.
 */
export type PresetRequest = { 
/**
 * Its name.
 */
name: string, };

/**
 * A policy's text.
 */
export type PolicyText = { 
/**
 * TOML.
 */
text: string, };

/**
 * Changes one rule's age in a text; comments and everything else stay.
 */
export type PolicyEditRequest = { 
/**
 * The text.
 */
text: string, 
/**
 * The rule's id.
 */
rule: string, 
/**
 * The new age in days.
 */
days: number, };

/**
 * What a text would change, before it is saved.
 */
export type WhatIfReply = { 
/**
 * What is wrong with the text; with any of these, nothing else is filled.
 */
faults: Array<PolicyFaultDto>, 
/**
 * The counts by the policy in force.
 */
before: DueCounts, 
/**
 * The counts by this text.
 */
after: DueCounts, 
/**
 * How many become overdue that are not.
 */
become_overdue: number, 
/**
 * The first 100 of those, the most overdue first.
 */
overdue: Array<DueRow>, 
/**
 * How many are due in each of the next 26 weeks; what is overdue counts in the first.
 */
weeks: Array<WeekLoad>, 
/**
 * The rules, with how many secrets each decides by this text.
 */
rules: Array<RuleDto>, };

/**
 * How many secrets are due in a week.
 */
export type WeekLoad = { 
/**
 * Its Monday.
 */
monday: string, 
/**
 * By the policy in force.
 */
before: number, 
/**
 * By the text tried.
 */
after: number, };

/**
 * Something wrong with a policy's text.
 */
export type PolicyFaultDto = { 
/**
 * A code, such as `unknown_key`.
 */
code: string, 
/**
 * The line, from 1.
 */
line: number, 
/**
 * The column, from 1.
 */
column: number, 
/**
 * What is wrong.
 */
message: string, 
/**
 * What would be right.
 */
hint: string, };

/**
 * Where a policy went.
 */
export type PolicyExportReply = { 
/**
 * The file.
 */
path: string, };

/**
 * Every campaign.
 */
export type ReviewsReply = { 
/**
 * Open ones by their due date, then closed ones, the newest first.
 */
campaigns: Array<CampaignSummary>, 
/**
 * When the next is due by the cadence of the newest campaign; null where none was ever opened.
 */
next_on: string | null, };

/**
 * One campaign in a line.
 */
export type CampaignSummary = { 
/**
 * Its id: 16 hexadecimal digits.
 */
id: string, 
/**
 * Its name, such as `Access review · Q4 2026`.
 */
name: string, 
/**
 * The period under review, such as `2026-Q4`.
 */
period: string, 
/**
 * `open`, `closed`, or `reopened` (closed, and something drifted since).
 */
state: string, 
/**
 * `lead` where it was opened here, `reviewer` where it came in a packet for one reviewer.
 */
role: string, 
/**
 * When it was opened.
 */
opened_at: string, 
/**
 * Who opened it.
 */
opened_by: string, 
/**
 * When it is to be done.
 */
due_on: string, 
/**
 * When it was closed.
 */
closed_at: string | null, 
/**
 * How far it is.
 */
progress: ReviewProgress, };

/**
 * How far a campaign is, or one reviewer's part of it.
 */
export type ReviewProgress = { 
/**
 * Items in all.
 */
items: number, 
/**
 * Items with a decision that stands (`cannot_decide` is none).
 */
decided: number, 
/**
 * Kept.
 */
keep: number, 
/**
 * To be reduced.
 */
reduce: number, 
/**
 * To be revoked.
 */
revoke: number, 
/**
 * Nobody can decide yet.
 */
cannot_decide: number, 
/**
 * Two reviewers differ.
 */
differs: number, 
/**
 * The principals in the items.
 */
principals: number, 
/**
 * The secrets in the items.
 */
secrets: number, };

/**
 * What is reviewed. An empty list says: all.
 */
export type ReviewScope = { 
/**
 * Accounts, 12 digits each.
 */
accounts: Array<string>, 
/**
 * Regions.
 */
regions: Array<string>, 
/**
 * Path patterns, such as `/prod/**`.
 */
paths: Array<string>, 
/**
 * Tags, `key` or `key=value`.
 */
tags: Array<string>, 
/**
 * Kinds of secrets, by code.
 */
kinds: Array<string>, };

/**
 * Somebody who reviews.
 */
export type ReviewerDto = { 
/**
 * Their name, as it stands in the pack.
 */
name: string, 
/**
 * What principals they are: user names, mails, role names. Nobody decides on their own access.
 */
identities: Array<string>, 
/**
 * Owners whose secrets they review.
 */
owners: Array<string>, 
/**
 * Path patterns that they review.
 */
paths: Array<string>, 
/**
 * Tags that they review, `key` or `key=value`.
 */
tags: Array<string>, };

/**
 * Opens a campaign, or shows first what it would hold.
 */
export type ReviewOpenRequest = { 
/**
 * Its name.
 */
name: string, 
/**
 * The period under review.
 */
period: string, 
/**
 * Frameworks that ask for it, by code: `pci_dss`, `soc2`, `iso27001`, `hipaa`, `nist_800_53`, `gdpr`, `cis`.
 */
frameworks: Array<string>, 
/**
 * What is reviewed.
 */
scope: ReviewScope, 
/**
 * Who reviews what; the first that fits. What fits nobody falls to the lead.
 */
reviewers: Array<ReviewerDto>, 
/**
 * The lead: who opens and closes it.
 */
lead: ReviewerDto, 
/**
 * When it is to be done.
 */
due_on: string, 
/**
 * How often, in months.
 */
cadence_months: number, 
/**
 * Whose policy asks for it, such as `Access policy §4.2, approved by the CISO`.
 */
cadence_source: string, 
/**
 * Why it opens although parts were not read; null where everything was. Printed in the pack.
 */
open_anyway: string | null, 
/**
 * People who left, as taken from a list with `review_leavers`.
 */
leavers: Array<LeaverDto>, };

/**
 * What a campaign would hold.
 */
export type ReviewPreview = { 
/**
 * Items by kind.
 */
kinds: Array<ReviewKindCount>, 
/**
 * Items by the five questions.
 */
seeds: Array<ReviewKindCount>, 
/**
 * Items by reviewer.
 */
reviewers: Array<ReviewKindCount>, 
/**
 * Counts in all.
 */
progress: ReviewProgress, 
/**
 * What was read of the scope.
 */
coverage: ReviewCoverage, 
/**
 * Why it cannot open as asked, in a sentence each; empty where it can.
 */
faults: Array<string>, };

/**
 * A count with its code and its words.
 */
export type ReviewKindCount = { 
/**
 * The code or name.
 */
code: string, 
/**
 * How many.
 */
items: number, };

/**
 * What was read of a campaign's scope when it was opened.
 */
export type ReviewCoverage = { 
/**
 * Cells (account × region × store) in scope.
 */
cells: number, 
/**
 * Of these, those that were read in full lately enough.
 */
read: number, 
/**
 * The oldest reading that counts (UTC).
 */
oldest_at: string | null, 
/**
 * What was not read, in part, or long ago.
 */
gaps: Array<ReviewGap>, 
/**
 * What access and the trail can't know, in a sentence each.
 */
limits: Array<string>, };

/**
 * Something that was not read.
 */
export type ReviewGap = { 
/**
 * The account's 12 digits.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * The region; null for an account's policies.
 */
region: string | null, 
/**
 * `secretsmanager`, `ssm` or `policies`.
 */
what: string, 
/**
 * `never`, `partial`, `failed` or `old`.
 */
state: string, 
/**
 * When it was last read in full (UTC).
 */
read_at: string | null, 
/**
 * In a sentence.
 */
words: string, };

/**
 * Names one campaign.
 */
export type ReviewRequest = { 
/**
 * Its id.
 */
id: string, };

/**
 * One campaign.
 */
export type ReviewReply = { 
/**
 * The campaign in a line.
 */
campaign: CampaignSummary, 
/**
 * Frameworks that ask for it, by code.
 */
frameworks: Array<string>, 
/**
 * What is reviewed.
 */
scope: ReviewScope, 
/**
 * How often, in months.
 */
cadence_months: number, 
/**
 * Whose policy asks for it.
 */
cadence_source: string, 
/**
 * The SHA-256 of the frozen snapshot, in hexadecimal.
 */
snapshot: string, 
/**
 * Why it was opened although parts were not read.
 */
open_anyway: string | null, 
/**
 * What was read when it was opened.
 */
coverage: ReviewCoverage, 
/**
 * The lead first, then the others.
 */
reviewers: Array<ReviewerStanding>, 
/**
 * The tabs with their counts: `undecided`, `differs`, `departed`, `service`, `broad`, `never_used`, `not_rotated`,
 * `odd_use`, `decided`, `reopened`, `all`.
 */
tabs: Array<ReviewKindCount>, 
/**
 * By account: its 12 digits, and how far it is.
 */
accounts: Array<AccountProgress>, 
/**
 * What is to go, with what the last sync says of it.
 */
removals: Array<RemovalDto>, 
/**
 * Days until it is due; negative where it is late.
 */
days_left: number, 
/**
 * Why it cannot be closed yet, in a sentence each.
 */
blocked: Array<string>, 
/**
 * The sign-offs.
 */
signatures: Array<SignOffDto>, 
/**
 * Who acts here: the reviewer in whose name decisions are recorded.
 */
acting: string, 
/**
 * How decisions were taken: shows rubber-stamping.
 */
pace: ReviewPace, };

/**
 * One reviewer's part of a campaign.
 */
export type ReviewerStanding = { 
/**
 * Who.
 */
reviewer: ReviewerDto, 
/**
 * Whether this is the lead.
 */
lead: boolean, 
/**
 * How far they are.
 */
progress: ReviewProgress, 
/**
 * When a packet was written for them.
 */
handed_out_at: string | null, 
/**
 * When their decisions were brought back.
 */
taken_in_at: string | null, 
/**
 * To whom they delegated, until when and why; null where not.
 */
delegation: DelegationDto | null, 
/**
 * Whether they are late.
 */
late: boolean, };

/**
 * A delegation: somebody else decides a part, for a reason and until a day.
 */
export type DelegationDto = { 
/**
 * Who hands over.
 */
from: string, 
/**
 * Who takes it, with their identities.
 */
to: ReviewerDto, 
/**
 * Path patterns that it covers; empty for all of theirs.
 */
paths: Array<string>, 
/**
 * Why.
 */
reason: string, 
/**
 * Its last day.
 */
until: string, };

/**
 * Records a delegation.
 */
export type ReviewDelegateRequest = { 
/**
 * The campaign.
 */
id: string, 
/**
 * The delegation.
 */
delegation: DelegationDto, };

/**
 * How far an account is.
 */
export type AccountProgress = { 
/**
 * The 12 digits.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * Items.
 */
items: number, 
/**
 * Of these, decided.
 */
decided: number, };

/**
 * One thing that is to go, and whether it went.
 */
export type RemovalDto = { 
/**
 * The item.
 */
item: string, 
/**
 * `user/old-deploy → /prod/**`.
 */
title: string, 
/**
 * `revoke` or `reduce`.
 */
decision: string, 
/**
 * `next_sync`, `removed`, `still_there` or `changed`.
 */
state: string, 
/**
 * In a sentence: "removed: none of 64 secrets is readable since 19 November".
 */
words: string, 
/**
 * When that was seen (UTC).
 */
seen_at: string | null, };

/**
 * A sign-off.
 */
export type SignOffDto = { 
/**
 * Who.
 */
name: string, 
/**
 * `lead` or `second`.
 */
role: string, 
/**
 * What they attest.
 */
statement: string, 
/**
 * When (UTC).
 */
at: string, };

/**
 * How decisions were taken.
 */
export type ReviewPace = { 
/**
 * The median of seconds that one decision took.
 */
median_seconds: number | null, 
/**
 * Decisions under two seconds.
 */
under_two_seconds: number, 
/**
 * The largest bulk.
 */
largest_bulk: number, 
/**
 * Items decided in bulk.
 */
in_bulk: number, };

/**
 * Closes a campaign.
 */
export type ReviewCloseRequest = { 
/**
 * The campaign.
 */
id: string, 
/**
 * The second person, who is not the lead.
 */
second: string, 
/**
 * What the lead attests.
 */
lead_statement: string, 
/**
 * What the second person attests.
 */
second_statement: string, };

/**
 * A list of people who left: which file, which columns.
 */
export type LeaversRequest = { 
/**
 * The file's text (CSV with a header line).
 */
text: string, 
/**
 * The column with user names; null where there is none.
 */
user_column: string | null, 
/**
 * The column with mail addresses; null where there is none.
 */
mail_column: string | null, 
/**
 * The column with the day on which they left (`2026-11-30`); null where there is none.
 */
left_column: string | null, };

/**
 * Who of a list is a principal here.
 */
export type LeaversReply = { 
/**
 * The columns of the file.
 */
columns: Array<string>, 
/**
 * Columns that look right, where none were chosen: proposed, never taken silently.
 */
proposed: LeaverColumns, 
/**
 * Lines in the file.
 */
lines: number, 
/**
 * Those that match a principal.
 */
matched: Array<LeaverDto>, 
/**
 * Those that match nobody: shown, so that nothing is guessed.
 */
unmatched: Array<LeaverDto>, 
/**
 * Lines that could not be read, with their number.
 */
faults: Array<string>, };

/**
 * Columns of a list of leavers.
 */
export type LeaverColumns = { 
/**
 * User names.
 */
user: string | null, 
/**
 * Mail addresses.
 */
mail: string | null, 
/**
 * The day on which they left.
 */
left: string | null, };

/**
 * Somebody who left.
 */
export type LeaverDto = { 
/**
 * The line in the file, from 2 (1 is the header).
 */
line: number, 
/**
 * The user name. Hostile text.
 */
user: string, 
/**
 * The mail address. Hostile text.
 */
mail: string, 
/**
 * The day on which they left.
 */
left_on: string | null, 
/**
 * The principals that they are, by ARN.
 */
principals: Array<string>, 
/**
 * By what: `user`, `mail` or `identity_center`.
 */
by: string | null, };

/**
 * Asks for items of a campaign.
 */
export type ReviewItemsRequest = { 
/**
 * The campaign.
 */
id: string, 
/**
 * The tab's code, as in the campaign's `tabs`.
 */
tab: string, 
/**
 * Only this reviewer's; null for all.
 */
reviewer: string | null, 
/**
 * Only this account's (12 digits); null for all.
 */
account: string | null, 
/**
 * What the title holds, in any case; empty for all.
 */
text: string, 
/**
 * How many to leave out before the first.
 */
offset: number, 
/**
 * At most how many.
 */
limit: number, };

/**
 * Items of a campaign.
 */
export type ReviewItemsReply = { 
/**
 * How many there are in all.
 */
total: number, 
/**
 * The wanted ones, in the campaign's order: most urgent question first, then account, principal and path.
 */
items: Array<ReviewItemRow>, };

/**
 * One item in a line.
 */
export type ReviewItemRow = { 
/**
 * Its id: 16 hexadecimal digits, the same for the same question in every campaign.
 */
id: string, 
/**
 * Its number in the campaign, from 1.
 */
number: number, 
/**
 * `access` (a principal over a path), `owner`, `needed`, `exception` or `rotation` (of the secrets under a path).
 */
kind: string, 
/**
 * The principal's or owner's short name: hostile text.
 */
subject: string, 
/**
 * The path: `/prod/web/*`, `/prod/**`.
 */
path: string, 
/**
 * The account's 12 digits that holds the secrets.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * How many secrets.
 */
secrets: number, 
/**
 * The questions that it comes from: `departed`, `service`, `broad`, `never_used`, `not_rotated`, `odd_use`.
 */
seeds: Array<string>, 
/**
 * `undecided`, `keep`, `revoke`, `reduce`, `reassign` (handed to somebody else, who has not decided yet),
 * `cannot_decide` or `differs`.
 */
state: string, 
/**
 * Who is to decide.
 */
reviewer: string, 
/**
 * Whether something drifted after the close and opened it again.
 */
reopened: boolean, 
/**
 * What is suggested: `keep`, `revoke`, `reduce`; null where nothing is.
 */
suggestion: string | null, };

/**
 * Names one item.
 */
export type ReviewItemRequest = { 
/**
 * The campaign.
 */
id: string, 
/**
 * The item.
 */
item: string, };

/**
 * One item with all that stands beside it.
 */
export type ReviewItemReply = { 
/**
 * The item in a line.
 */
item: ReviewItemRow, 
/**
 * The question: "Developers can read 31 secrets under /prod/web/*".
 */
question: string, 
/**
 * The principal's ARN, for `access`.
 */
principal: string | null, 
/**
 * `human`, `workload`, `aws_service` or `unknown`, for `access`.
 */
nature: string | null, 
/**
 * People behind it, for a role of Identity Center.
 */
people: Array<string>, 
/**
 * Marks: those of a reader (`departed`, `broad`, `other_account`, `unused`, …).
 */
marks: Array<string>, 
/**
 * Conditions, in words, with how many of the secrets they are for.
 */
conditions: Array<string>, 
/**
 * The secrets, by name.
 */
members: Array<ReviewMember>, 
/**
 * Secrets under the path that it does not hold, by name: the exceptions of the group. All of them where the path
 * takes in folders below it, else at most 50.
 */
left_out: Array<string>, 
/**
 * How many these are in all.
 */
left_out_count: number, 
/**
 * How many more secrets under the path fall to other reviewers, who have items of their own.
 */
others_count: number, 
/**
 * Why this principal can read: the policies and statements on which it rests.
 */
why: Array<ReviewWhy>, 
/**
 * What it did.
 */
usage: ReviewUsage, 
/**
 * What changed since the last review, in a sentence each.
 */
changes: Array<string>, 
/**
 * The last review's decision.
 */
last_decision: PastDecision | null, 
/**
 * What is suggested.
 */
suggestion: ReviewSuggestion | null, 
/**
 * Decisions in this campaign: the standing one of each reviewer first, then what was undone or replaced.
 */
decisions: Array<ReviewDecisionDto>, 
/**
 * Why the acting person may not decide, in a sentence; null where they may.
 */
blocked: string | null, 
/**
 * The code that goes with it: `review_closed` or `own_access`; null where it has none of its own.
 */
blocked_code: Code | null, };

/**
 * A secret of an item.
 */
export type ReviewMember = { 
/**
 * Its ARN.
 */
arn: string, 
/**
 * Its name. Hostile text.
 */
name: string, 
/**
 * `can`, `conditional` or `unknown` for `access`; a state of rotation for `rotation`; else empty.
 */
state: string, 
/**
 * The last read by this principal that CloudTrail shows; for other kinds, by anybody.
 */
last_read_at: string | null, 
/**
 * Reads in 90 days.
 */
reads: number, 
/**
 * In words: the exception's text, the rotation's state; else empty.
 */
words: string, };

/**
 * A policy on which access rests.
 */
export type ReviewWhy = { 
/**
 * Where: `role/web: inline policy read`, `key policy`.
 */
place: string, 
/**
 * The statement, by its `Sid` or number; null where a whole policy stands for it.
 */
statement: string | null, 
/**
 * The statement's text, as JSON.
 */
text: string | null, 
/**
 * Its conditions in words.
 */
conditions: Array<string>, 
/**
 * How many of the item's secrets rest on it.
 */
secrets: number, };

/**
 * What the principal of an item did in 90 days.
 */
export type ReviewUsage = { 
/**
 * Reads of the item's secrets.
 */
reads: number, 
/**
 * How many of the secrets were read.
 */
secrets_read: number, 
/**
 * People or sessions behind these reads.
 */
readers: number, 
/**
 * The last of them.
 */
last_at: string | null, 
/**
 * Reads by week, the oldest first, 13 of them.
 */
weeks: Array<number>, 
/**
 * Whether all 90 days were collected for all of the secrets' places.
 */
complete: boolean, 
/**
 * What the trail can't see, in a sentence.
 */
words: string, };

/**
 * A decision of an earlier campaign.
 */
export type PastDecision = { 
/**
 * The campaign's name.
 */
campaign: string, 
/**
 * The decision.
 */
decision: string, 
/**
 * Who.
 */
by: string, 
/**
 * When.
 */
at: string, 
/**
 * The note.
 */
note: string, };

/**
 * What is suggested, and why.
 */
export type ReviewSuggestion = { 
/**
 * `keep`, `revoke` or `reduce`.
 */
decision: string, 
/**
 * The reason, in a sentence or two.
 */
reason: string, 
/**
 * For `reduce`: the secrets that would stay, by ARN.
 */
keep: Array<string>, };

/**
 * A decision.
 */
export type ReviewDecisionDto = { 
/**
 * Its number in the campaign's log, from 1.
 */
sequence: number, 
/**
 * `keep`, `revoke`, `reduce`, `reassign` or `cannot_decide`.
 */
decision: string, 
/**
 * Who.
 */
by: string, 
/**
 * When (UTC).
 */
at: string, 
/**
 * The note.
 */
note: string, 
/**
 * For `reassign`: to whom.
 */
to: string | null, 
/**
 * For `reduce`: the secrets that stay, by ARN.
 */
keep: Array<string>, 
/**
 * Seconds that it took.
 */
seconds: number | null, 
/**
 * How many items were decided at once.
 */
bulk: number, 
/**
 * Whether it stands: not undone and not replaced.
 */
stands: boolean, };

/**
 * Decides items.
 */
export type ReviewDecideRequest = { 
/**
 * The campaign.
 */
id: string, 
/**
 * The items; more than one is a bulk.
 */
items: Array<string>, 
/**
 * `keep`, `revoke`, `reduce`, `reassign` or `cannot_decide`.
 */
decision: string, 
/**
 * The note; needed but for `keep`, and checked for secret-like text.
 */
note: string, 
/**
 * For `reassign`: to which reviewer of the campaign.
 */
to: string | null, 
/**
 * For `reduce` of one item: the secrets that stay, by ARN; empty takes the suggestion's.
 */
keep: Array<string>, 
/**
 * Seconds that the item was on screen before; null where that is not known.
 */
seconds: number | null, };

/**
 * What was decided, and what comes next.
 */
export type ReviewDecided = { 
/**
 * The items as they are now.
 */
items: Array<ReviewItemRow>, 
/**
 * How many were decided.
 */
decided: number, 
/**
 * Items that could not be decided, each with a sentence; the others are decided.
 */
refused: Array<RefusedItem>, 
/**
 * What undoes it.
 */
undo: number | null, };

/**
 * An item that could not be decided.
 */
export type RefusedItem = { 
/**
 * The item.
 */
item: string, 
/**
 * Why, in a sentence.
 */
why: string, 
/**
 * The code that goes with it; null where it has none of its own.
 */
code: Code | null, };

/**
 * Takes a decision, or a bulk of them, back.
 */
export type ReviewUndoRequest = { 
/**
 * The campaign.
 */
id: string, 
/**
 * The `undo` of a decision; null takes back the acting person's last one.
 */
undo: number | null, };

/**
 * Asks what is to go.
 */
export type ReviewActRequest = { 
/**
 * The campaign.
 */
id: string, 
/**
 * One item: what is to go by its decision, and before there is one by what is suggested; null for all that is
 * decided so.
 */
item: string | null, };

/**
 * What is to go, as a list to hand to whoever may change IAM.
 */
export type ReviewActReply = { 
/**
 * By account and owner.
 */
groups: Array<ActGroup>, 
/**
 * The whole as Markdown.
 */
markdown: string, };

/**
 * What is to be done in one account, for one owner.
 */
export type ActGroup = { 
/**
 * The account's 12 digits.
 */
account: string, 
/**
 * The account's name, where known.
 */
account_name: string | null, 
/**
 * The owner, where known.
 */
owner: string | null, 
/**
 * What to do.
 */
acts: Array<ActDto>, };

/**
 * One thing to do.
 */
export type ActDto = { 
/**
 * The item.
 */
item: string, 
/**
 * `role/etl → /prod/shared/*`.
 */
title: string, 
/**
 * `revoke`, `reduce` or, for what is no access, the kind of item.
 */
decision: string, 
/**
 * The note of the decision.
 */
note: string, 
/**
 * What to change, in a sentence.
 */
words: string, 
/**
 * The policy as it would be, as JSON; null where there is none to give.
 */
policy: string | null, 
/**
 * The command to hand over, quoted for a POSIX shell; null where there is none.
 */
command: string | null, 
/**
 * What else would change: others who rest on the same statement, in a sentence; null where nobody does.
 */
also: string | null, };

/**
 * Writes the list of what is to go into a file.
 */
export type ReviewActExportRequest = { 
/**
 * The campaign.
 */
id: string, 
/**
 * `md` or `csv`.
 */
format: string, };

/**
 * Writes a packet: for one reviewer from the lead's Keyturn, or the decisions back from the reviewer's.
 */
export type HandOutRequest = { 
/**
 * The campaign.
 */
id: string, 
/**
 * For whom; null from the reviewer's own Keyturn, which writes to the lead.
 */
reviewer: string | null, 
/**
 * A passphrase of at least 12 characters; null with a recipient.
 */
passphrase: string | null, 
/**
 * An age recipient (`age1…`); null with a passphrase.
 */
recipient: string | null, };

/**
 * Where a packet or another file went.
 */
export type ReviewFileReply = { 
/**
 * The file.
 */
path: string, 
/**
 * Items in it.
 */
items: number, 
/**
 * The SHA-256 of the file, in hexadecimal.
 */
sha256: string, };

/**
 * A text file that a person chose: a packet, a list of people who left.
 */
export type TextFile = { 
/**
 * Its name, without the folder.
 */
name: string, 
/**
 * What stands in it.
 */
text: string, };

/**
 * Reads a packet: a part to review, or decisions that come back.
 */
export type TakeInRequest = { 
/**
 * The packet, in age's armour.
 */
packet: string, 
/**
 * The passphrase; null where it was written to a recipient.
 */
passphrase: string | null, 
/**
 * The age identity (`AGE-SECRET-KEY-…`) as text; null with a passphrase.
 */
identity: string | null, 
/**
 * Whether to show only what it would bring.
 */
preview: boolean, };

/**
 * What a packet brings.
 */
export type TakeInReply = { 
/**
 * `part` (something to review) or `decisions`.
 */
what: string, 
/**
 * Whose.
 */
reviewer: string, 
/**
 * The campaign's id.
 */
campaign: string, 
/**
 * The campaign's name.
 */
name: string, 
/**
 * Items in it.
 */
items: number, 
/**
 * Decisions that are new here.
 */
decisions: number, 
/**
 * Items on which somebody else decided otherwise: shown, not merged.
 */
differs: number, 
/**
 * The campaign as it is now; null in a preview.
 */
review: ReviewReply | null, };

/**
 * Writes the pack.
 */
export type PackRequest = { 
/**
 * The campaign.
 */
id: string, 
/**
 * Names of secrets: `full`, `short` (the last part of the path left out) or `none` (numbers in their place).
 */
names: string, 
/**
 * Whether to write one zip file; else a folder.
 */
zip: boolean, };

/**
 * The pack as it was written.
 */
export type PackReply = { 
/**
 * The folder or zip file.
 */
path: string, 
/**
 * Its files with their hashes.
 */
files: Array<PackFile>, 
/**
 * The public key that checks it, as minisign prints it.
 */
public_key: string, 
/**
 * What the pack shows and what not, in a sentence each.
 */
shows: Array<string>, };

/**
 * One file of a pack.
 */
export type PackFile = { 
/**
 * Its name in the pack.
 */
name: string, 
/**
 * Its size in bytes.
 */
bytes: number, 
/**
 * Its SHA-256, in hexadecimal.
 */
sha256: string, };

/**
 * What checking a pack said.
 */
export type VerifyReply = { 
/**
 * The folder or zip file.
 */
path: string, 
/**
 * Whether everything holds.
 */
holds: boolean, 
/**
 * The campaign's name, as the pack says.
 */
campaign: string | null, 
/**
 * When the pack was written, as it says.
 */
written_at: string | null, 
/**
 * The public key by which it is signed.
 */
public_key: string | null, 
/**
 * Whether that is the key of this Keyturn.
 */
own_key: boolean, 
/**
 * Each thing that was checked.
 */
checks: Array<VerifyCheck>, 
/**
 * What this shows and what not, in a sentence each.
 */
shows: Array<string>, };

/**
 * One thing that was checked.
 */
export type VerifyCheck = { 
/**
 * What: a file's name, `signature`, `manifest`, `log`.
 */
name: string, 
/**
 * Whether it holds.
 */
holds: boolean, 
/**
 * In a sentence: "changed after it was signed".
 */
words: string, };

/**
 * How two packs differ.
 */
export type PackDiffReply = { 
/**
 * The older campaign's name.
 */
before: string, 
/**
 * The newer campaign's name.
 */
after: string, 
/**
 * What is new: a reader over a path, a secret.
 */
added: Array<PackDifference>, 
/**
 * What is gone.
 */
removed: Array<PackDifference>, 
/**
 * What was decided otherwise, or covers other secrets.
 */
changed: Array<PackDifference>, };

/**
 * One difference of two packs.
 */
export type PackDifference = { 
/**
 * The item.
 */
item: string, 
/**
 * `role/etl → /prod/shared/*`.
 */
title: string, 
/**
 * In a sentence: "keep, then revoke", "31 secrets, then 12".
 */
words: string, };

/**
 * Which rotations to list.
 */
export type RotationsRequest = { 
/**
 * `open`, `closed`, `outside` (found without a plan), or `all`.
 */
which: string, 
/**
 * Only those of this secret (its ARN).
 */
arn: string | null, };

/**
 * Rotations: open ones by their date, then the others, the newest first.
 */
export type RotationsReply = { 
/**
 * The rotations.
 */
rotations: Array<RotationSummary>, };

/**
 * One rotation in a line.
 */
export type RotationSummary = { 
/**
 * Its id.
 */
id: string, 
/**
 * The secret.
 */
secret: SecretRef, 
/**
 * `planned`, `value_made`, `stored`, `moved`, `refused`, `closed`, `cancelled` or `outside` (found without a plan).
 */
state: string, 
/**
 * The trigger's code: `scheduled`, `compromise`, `departure`, `supplier_breach`, `audit_finding`, `policy_change`,
 * `after_incident`.
 */
trigger: string, 
/**
 * The strategy's code.
 */
strategy: string, 
/**
 * The date it is planned for.
 */
planned_on: string | null, 
/**
 * When its trigger's clock ends.
 */
due_at: string | null, 
/**
 * Who carries it.
 */
owner: string | null, 
/**
 * `nothing_yet`, `write_only`, `proved` or `closed_without_proof`.
 */
proof: string, 
/**
 * The same in a sentence.
 */
proof_words: string, 
/**
 * When the last step was taken.
 */
changed_at: string, };

/**
 * Names one rotation.
 */
export type RotationRequest = { 
/**
 * Its id.
 */
id: string, };

/**
 * One rotation, whole.
 */
export type RotationReply = { 
/**
 * The rotation in a line.
 */
rotation: RotationSummary, 
/**
 * The six steps of a rotation in their order, taken or not.
 */
steps: Array<RotationStepDto>, 
/**
 * The strategy in words: what it asks for.
 */
strategy_words: string, 
/**
 * How long both values must be valid, in a sentence; null where that does not apply.
 */
overlap: string | null, 
/**
 * Who still holds the old value.
 */
holders: HoldersDto, 
/**
 * Secrets Manager's four steps, where it rotates the secret.
 */
managed: ManagedStepsDto | null, 
/**
 * The plan's note.
 */
note: string, };

/**
 * One step of a rotation.
 */
export type RotationStepDto = { 
/**
 * `planned`, `value_made`, `stored`, `moved`, `refused`, `closed`, `cancelled`.
 */
step: string, 
/**
 * What it means, in a sentence.
 */
words: string, 
/**
 * When it was taken; null where not yet.
 */
at: string | null, 
/**
 * Who took it: a person, or the principal that stored the version.
 */
who: string | null, 
/**
 * What shows it.
 */
evidence: string, 
/**
 * The version that was seen.
 */
version: string | null, 
/**
 * Whether Keyturn saw it by itself.
 */
seen: boolean, 
/**
 * Whether it can be taken now.
 */
open: boolean, 
/**
 * Why it cannot, in a sentence.
 */
blocked: string | null, };

/**
 * Secrets Manager's four steps.
 */
export type ManagedStepsDto = { 
/**
 * `idle`, `running`, `succeeded`, `failed` or `abandoned`.
 */
state: string, 
/**
 * In a sentence: "stopped at testSecret: a pending version exists since …".
 */
words: string, 
/**
 * `createSecret`, `setSecret`, `testSecret`, `finishSecret`, each with `done`, `failed`, `waiting` or `not_known`.
 */
steps: Array<ManagedStepDto>, };

/**
 * One of the four steps.
 */
export type ManagedStepDto = { 
/**
 * Its name.
 */
step: string, 
/**
 * `done`, `failed`, `waiting` or `not_known`.
 */
state: string, };

/**
 * Plans rotations: one for each secret.
 */
export type RotationPlanRequest = { 
/**
 * Secrets with their dates.
 */
items: Array<PlanItem>, 
/**
 * The strategy; null takes the secret's.
 */
strategy: string | null, 
/**
 * Who carries it; null takes the secret's owner.
 */
owner: string | null, 
/**
 * A note; checked for secret-like text.
 */
note: string, };

/**
 * A secret and a date.
 */
export type PlanItem = { 
/**
 * The secret's ARN.
 */
arn: string, 
/**
 * The date.
 */
on: string, };

/**
 * Moves a planned rotation to another date.
 */
export type RotationMoveRequest = { 
/**
 * Its id.
 */
id: string, 
/**
 * The new date.
 */
on: string, };

/**
 * Records a step.
 */
export type RotationRecordRequest = { 
/**
 * The rotation's id.
 */
id: string, 
/**
 * `value_made`, `stored`, `moved`, `refused`, `closed` or `cancelled`.
 */
step: string, 
/**
 * When; null for now.
 */
at: string | null, 
/**
 * What shows it; checked for secret-like text. Needed for `refused`, for `cancelled`, and to close without proof.
 */
evidence: string, };

/**
 * The tasks.
 */
export type TasksReply = { 
/**
 * Open ones by their clock, then the others, the newest first.
 */
tasks: Array<TaskDto>, };

/**
 * One task: rotate this secret because of that.
 */
export type TaskDto = { 
/**
 * Its id.
 */
id: string, 
/**
 * The trigger's code.
 */
trigger: string, 
/**
 * The trigger in words, with who and when.
 */
words: string, 
/**
 * The secret.
 */
secret: SecretRef, 
/**
 * When it was opened.
 */
opened_at: string, 
/**
 * Who opened it.
 */
opened_by: string, 
/**
 * When its clock ends; null where nothing sets a time.
 */
due_at: string | null, 
/**
 * `open`, `late`, `done` or `dropped`.
 */
state: string, 
/**
 * The rotation that carries it, once planned, or the one that ended it.
 */
rotation: string | null, 
/**
 * Why it was dropped.
 */
dropped_because: string | null, };

/**
 * A trigger besides the calendar.
 */
export type TriggerRequest = { 
/**
 * The trigger's code, but `scheduled`.
 */
trigger: string, 
/**
 * What happened: who left, which supplier, which finding.
 */
why: string, 
/**
 * Compromise: public or confirmed.
 */
confirmed: boolean, 
/**
 * Departure: the last working hour.
 */
last_working_at: string | null, 
/**
 * Audit finding: `critical`, `high`, `medium` or `low`.
 */
severity: string | null, 
/**
 * Departure: the person's principals.
 */
principals: Array<string>, 
/**
 * Secrets by ARN.
 */
secrets: Array<string>, 
/**
 * Secrets by a filter of the list; empty for none.
 */
filter: string, };

/**
 * What a trigger would open.
 */
export type TriggerPreview = { 
/**
 * When the trigger's own clock ends; null where the policy's dates hold.
 */
due_at: string | null, 
/**
 * The clock in words.
 */
clock: string, 
/**
 * The secrets, with why each is among them.
 */
secrets: Array<TriggeredSecret>, 
/**
 * How many have an open task of this trigger already: they get no second.
 */
already: number, 
/**
 * What is not known, in a sentence each: access not evaluated, reads not collected.
 */
limits: Array<string>, };

/**
 * A secret that a trigger concerns.
 */
export type TriggeredSecret = { 
/**
 * The secret.
 */
secret: SecretRef, 
/**
 * `chosen`, `could_read`, `did_read`.
 */
because: Array<string>, 
/**
 * When its own clock ends: the earlier of the trigger's and the policy's.
 */
due_at: string | null, };

/**
 * Drops a task.
 */
export type TaskDropRequest = { 
/**
 * Its id.
 */
id: string, 
/**
 * Why.
 */
why: string, };

/**
 * Asks for a new value.
 */
export type ValueRequest = { 
/**
 * The kind's code, which decides length and alphabet.
 */
kind: string, 
/**
 * Another length; null takes the kind's.
 */
length: number | null, };

/**
 * A new value that went to the clipboard. The value itself never crosses this contract.
 */
export type ValueReply = { 
/**
 * How many characters.
 */
length: number, 
/**
 * The alphabet in words.
 */
alphabet: string, 
/**
 * Bits of entropy, rounded down.
 */
entropy_bits: number, 
/**
 * In how many seconds the clipboard is cleared; 0 where nothing was copied (a preview).
 */
clears_in_seconds: number, 
/**
 * A hint for this kind: what its issuer or framework wants.
 */
hint: string, };

/**
 * Asks what secrets cost.
 */
export type CostRequest = { 
/**
 * Filter of secrets, in the list's language; empty for all.
 */
filter: string, };

/**
 * What secrets cost in a month of 30 days, in millionths of a US dollar.
 */
export type CostReply = { 
/**
 * When the prices were looked up, and where.
 */
prices: string, 
/**
 * As things are, by store and key, with the calls that CloudTrail shows.
 */
lines: Array<CostLine>, 
/**
 * The sum.
 */
total_microdollars: number, 
/**
 * What moving would save, or which automatic rotation it would give: by secret, the most first; at most 200.
 */
moves: Array<CostMove>, 
/**
 * What is not known, in a sentence each.
 */
limits: Array<string>, };

/**
 * One line of the cost.
 */
export type CostLine = { 
/**
 * What: `Secrets Manager: secrets`, `KMS: requests`, …
 */
what: string, 
/**
 * How many.
 */
count: number, 
/**
 * The price in words: `$0.40 each`.
 */
price: string, 
/**
 * What that makes.
 */
microdollars: number, };

/**
 * A secret that might move to the other store.
 */
export type CostMove = { 
/**
 * The secret.
 */
secret: SecretRef, 
/**
 * `secretsmanager` or `ssm`.
 */
to: string, 
/**
 * What it saves a month; negative where it costs more.
 */
saves_microdollars: number, 
/**
 * Why, in a sentence.
 */
why: string, };

/**
 * Asks for a stretch of days.
 */
export type CalendarRequest = { 
/**
 * The first day.
 */
from: string, 
/**
 * The last day; at most 400 days after the first.
 */
to: string, 
/**
 * Filter of secrets, in the list's language (`account:`, `owner:`, `kind:`); empty for all.
 */
filter: string, 
/**
 * How many entries to list on one day at most; 0 for the counts alone. More are told by `days`.
 */
per_day: number, };

/**
 * A stretch of days.
 */
export type CalendarReply = { 
/**
 * What is on the days, by day; on one day what is late first, then by name.
 */
entries: Array<CalendarEntry>, 
/**
 * The days with something on them.
 */
days: Array<DayCount>, 
/**
 * Freezes that touch the stretch.
 */
freezes: Array<FreezeDto>, 
/**
 * How many are due in each of the next 12 weeks, from this one on.
 */
weeks: Array<WeekCount>, 
/**
 * How many are overdue.
 */
overdue: number, 
/**
 * The first 20 of those, the most overdue first.
 */
overdue_rows: Array<DueRow>, 
/**
 * How many are due within 14 days.
 */
due_in_14_days: number, 
/**
 * Today, in the policy's time zone.
 */
today: string, 
/**
 * The policy's time zone.
 */
time_zone: string, 
/**
 * What is not known, in a sentence each.
 */
limits: Array<string>, };

/**
 * Something on a day.
 */
export type CalendarEntry = { 
/**
 * Stable over exports.
 */
id: string, 
/**
 * The day.
 */
on: string, 
/**
 * The instant, where it is one (a clock's end, AWS's window).
 */
at: string | null, 
/**
 * `due`, `planned`, `rotated`, `aws_schedule`, `exception_ends`, `task`, `review`, `follow_up`.
 */
kind: string, 
/**
 * `late`, `soon`, `plan`, `ok` or `calm`.
 */
tone: string, 
/**
 * In a few words: `NPM_TOKEN due`.
 */
title: string, 
/**
 * In a line: `CI secret, 90 days, platform`.
 */
detail: string, 
/**
 * The secret, where it is one.
 */
secret: SecretRef | null, 
/**
 * The rotation, for `planned` and `rotated`.
 */
rotation: string | null, 
/**
 * The campaign, for `review`; null where the entry is of the next one, which is not open yet.
 */
review: string | null, 
/**
 * Whether it can be moved to another day.
 */
movable: boolean, };

/**
 * How much is on one day.
 */
export type DayCount = { 
/**
 * The day.
 */
on: string, 
/**
 * Due on it.
 */
due: number, 
/**
 * Due on it and late.
 */
late: number, 
/**
 * Planned on it.
 */
planned: number, 
/**
 * Everything else on it.
 */
other: number, };

/**
 * How many are due in a week.
 */
export type WeekCount = { 
/**
 * Its Monday.
 */
monday: string, 
/**
 * Due, or planned, in it.
 */
due: number, };

/**
 * Days on which nothing is to be rotated.
 */
export type FreezeDto = { 
/**
 * Its id; empty for a new one.
 */
id: string, 
/**
 * The first day.
 */
from: string, 
/**
 * The last day.
 */
to: string, 
/**
 * Why.
 */
why: string, 
/**
 * For what it counts: `all`, `account`, `path` or `owner`.
 */
scope: string, 
/**
 * The account's 12 digits, the path's pattern, or the owner; empty for `all`.
 */
what: string, };

/**
 * The freezes.
 */
export type FreezesReply = { 
/**
 * By their first day.
 */
freezes: Array<FreezeDto>, };

/**
 * Names a freeze.
 */
export type FreezeRequest = { 
/**
 * Its id.
 */
id: string, };

/**
 * Asks for dates that do not fall on one day, for what is overdue or due within the days and has no rotation planned.
 */
export type SpreadRequest = { 
/**
 * Filter of secrets, in the list's language; empty for all.
 */
filter: string, 
/**
 * The first day to use.
 */
from: string, 
/**
 * The last day to use: what is overdue gets a day until then, anything else until it is due.
 */
to: string, };

/**
 * Dates proposed; nothing is planned yet.
 */
export type SpreadReply = { 
/**
 * The proposals, by day.
 */
proposals: Array<Proposal>, 
/**
 * Secrets that found no day, in a sentence each.
 */
left_out: Array<string>, };

/**
 * A date for a secret.
 */
export type Proposal = { 
/**
 * The secret.
 */
secret: SecretRef, 
/**
 * The date it is due.
 */
due_on: string | null, 
/**
 * The date proposed.
 */
on: string, 
/**
 * Whether that is after the date it is due (it was overdue, or no day was free before).
 */
late: boolean, };

/**
 * Writes the feed.
 */
export type CalendarExportRequest = { 
/**
 * Whether names of secrets are in it; without, "3 rotations due in prod".
 */
names: boolean, 
/**
 * Filter of secrets, in the list's language; empty for all.
 */
filter: string, };

/**
 * Where the feed went.
 */
export type CalendarExportReply = { 
/**
 * The file.
 */
path: string, 
/**
 * How many events are in it.
 */
events: number, };

/**
 * What a notice on the desktop is about, when a person chose it there. Sent as the event `notice_opened`.
 */
export type NoticePlace = { 
/**
 * `rotation`, `reviews` or `incidents`.
 */
place: string, 
/**
 * The incident's number.
 */
id: string | null, };

/**
 * Reminders on the desktop.
 */
export type RemindersDto = { 
/**
 * Whether they are shown.
 */
on: boolean, 
/**
 * How many days ahead.
 */
within_days: number, };

/**
 * The library.
 */
export type RunbooksReply = { 
/**
 * Every runbook that can be followed, by title. A team's runbook of the same id stands in place of the shipped one.
 */
runbooks: Array<RunbookRow>, 
/**
 * Issuer cards, by name.
 */
issuers: Array<IssuerRow>, 
/**
 * The team's folders, in the order in which they were added; a later one replaces an earlier one's runbooks.
 */
folders: Array<RunbookFolderDto>, 
/**
 * What is wrong with files of any folder. A file that is no runbook is left out, the others are there.
 */
findings: Array<RunbookFindingDto>, };

/**
 * One runbook in a line.
 */
export type RunbookRow = { 
/**
 * Its id, such as `secret-in-git`.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Its version.
 */
version: string, 
/**
 * `incident`, `rotation`, `review`, `drill` or `companion`.
 */
kind: string, 
/**
 * `SEV-1` to `SEV-4`: the severity with which it opens; null where it has none.
 */
severity: string | null, 
/**
 * The role or team that owns it.
 */
owner: string, 
/**
 * `draft`, `active` or `deprecated`. Drafts start only as exercises.
 */
status: string, 
/**
 * When somebody last reviewed it.
 */
reviewed_on: string | null, 
/**
 * Whether its review is overdue.
 */
overdue: boolean, 
/**
 * When it was last tested, in an exercise or for real.
 */
tested_on: string | null, 
/**
 * Null for a shipped one, else the team's folder.
 */
folder: string | null, 
/**
 * The version of the one it stands in place of; null where it replaces none.
 */
replaces: string | null, 
/**
 * Whether its buttons work: shipped, or its text was approved by a person.
 */
approved: boolean, 
/**
 * Codes of the kinds of secrets that it is for, or `*`.
 */
applies_to: Array<string>, 
/**
 * When to take it, in sentences.
 */
triggers: Array<string>, 
/**
 * Its tags.
 */
tags: Array<string>, 
/**
 * How many steps it has.
 */
steps: number, 
/**
 * How many findings the lint has in its file.
 */
findings: number, 
/**
 * The SHA-256 of what it says, includes copied in: what a run pins and a person approves.
 */
sha256: string, };

/**
 * One issuer card in a line, with what matters at three in the morning.
 */
export type IssuerRow = { 
/**
 * Its id, such as `stripe`.
 */
id: string, 
/**
 * The issuer's name.
 */
name: string, 
/**
 * Codes of the kinds of secrets that it issues.
 */
kinds: Array<string>, 
/**
 * Whether two values can live at once: `yes`, `no` or `depends`.
 */
two_at_once: string, 
/**
 * How fast a revocation takes effect, in words.
 */
takes_effect: string, 
/**
 * When somebody compared the card with its source; null: nobody has.
 */
checked_on: string | null, };

/**
 * Asks for an issuer card.
 */
export type IssuerRequest = { 
/**
 * Its id.
 */
id: string, };

/**
 * An issuer card.
 */
export type IssuerReply = { 
/**
 * Its line.
 */
row: IssuerRow, 
/**
 * The issuer's console, an https link; shown in full, never opened without a question.
 */
console: string | null, 
/**
 * How a new value is made.
 */
new_value: string, 
/**
 * How the old one is revoked.
 */
revoke: string, 
/**
 * Where one sees what the value was used for.
 */
usage: string, 
/**
 * Its text, made safe.
 */
html: string, 
/**
 * The pages that it was compared with.
 */
sources: Array<string>, };

/**
 * A team's folder of runbooks.
 */
export type RunbookFolderDto = { 
/**
 * Its path on this machine.
 */
path: string, 
/**
 * When it was added.
 */
added_at: string, 
/**
 * How many runbooks of the library come from it.
 */
runbooks: number, 
/**
 * What could not be read of it, in sentences; null where all was.
 */
problem: string | null, };

/**
 * Names a folder.
 */
export type RunbookFolderRequest = { 
/**
 * Its path.
 */
path: string, };

/**
 * What is wrong with a file.
 */
export type RunbookFindingDto = { 
/**
 * The file.
 */
file: string, 
/**
 * The line, from 1.
 */
line: number, 
/**
 * The rule, such as `L08`.
 */
rule: string, 
/**
 * `error` or `warning`.
 */
level: string, 
/**
 * What, and what to do.
 */
message: string, };

/**
 * Names a runbook.
 */
export type RunbookRequest = { 
/**
 * Its id.
 */
id: string, };

/**
 * A runbook as a page.
 */
export type RunbookReply = { 
/**
 * Its line.
 */
row: RunbookRow, 
/**
 * The page, made safe: no script, no remote content.
 */
html: string, 
/**
 * Ids and titles of related runbooks that are in the library.
 */
related: Array<RunbookLink>, 
/**
 * Its references: https links, shown in full.
 */
references: Array<string>, 
/**
 * Where it was followed, the newest first.
 */
runs: Array<RunbookRun>, 
/**
 * What the lint says of it.
 */
findings: Array<RunbookFindingDto>, };

/**
 * A runbook by name.
 */
export type RunbookLink = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, };

/**
 * An incident that followed a runbook.
 */
export type RunbookRun = { 
/**
 * The incident.
 */
incident: string, 
/**
 * The version that it pinned.
 */
version: string, 
/**
 * When it was opened.
 */
opened_at: string, 
/**
 * Whether it was an exercise.
 */
drill: boolean, };

/**
 * Approves the text of a team's runbook.
 */
export type RunbookApproveRequest = { 
/**
 * Its id.
 */
id: string, 
/**
 * The row's hash as the person saw it; refused when the runbook says something else by now.
 */
sha256: string, };

/**
 * Exports a runbook; the person is asked where to.
 */
export type RunbookExportRequest = { 
/**
 * Its id.
 */
id: string, 
/**
 * `markdown`, `html` or `cacao`.
 */
format: string, };

/**
 * What a newer text of the runbook would change.
 */
export type RunbookDifferenceReply = { 
/**
 * The version of the run.
 */
from: string, 
/**
 * The version of the library.
 */
to: string, 
/**
 * Step by step, only those that differ.
 */
steps: Array<StepDifference>, };

/**
 * How one step differs.
 */
export type StepDifference = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * `added`, `removed` or `changed`.
 */
change: string, 
/**
 * What changed, in words.
 */
parts: Array<string>, 
/**
 * Whether something was done with it in this run.
 */
touched: boolean, };

/**
 * Every incident.
 */
export type IncidentsReply = { 
/**
 * Running ones first, the most urgent mark first; then closed ones, the newest first.
 */
incidents: Array<IncidentRow>, 
/**
 * Numbers over all that were no exercises.
 */
numbers: IncidentNumbers, };

/**
 * One incident in a line.
 */
export type IncidentRow = { 
/**
 * Its id, such as `INC-2026-0004`; of an exercise `DRILL-2026-0001`, of a run `RUN-2026-0001`.
 */
id: string, 
/**
 * Its neutral code name.
 */
codename: string, 
/**
 * What it is about. Hostile where it repeats a name.
 */
title: string, 
/**
 * `SEV-1` to `SEV-4`.
 */
severity: string, 
/**
 * `open`, `contained`, `resolved` or `closed`.
 */
state: string, 
/**
 * Whether it is an exercise. Exercises count nowhere else.
 */
drill: boolean, 
/**
 * When it was first noticed.
 */
detected_at: string, 
/**
 * When it was opened.
 */
opened_at: string, 
/**
 * When it was closed.
 */
closed_at: string | null, 
/**
 * Who leads; null: nobody yet.
 */
lead: string | null, 
/**
 * The next mark, or the oldest that is late.
 */
mark: MarkDto | null, 
/**
 * How many credentials are in it.
 */
exposed: number, 
/**
 * How many of them are proved dead or settled by a written reason.
 */
settled: number, };

/**
 * A moment by which something must have happened.
 */
export type MarkDto = { 
/**
 * When.
 */
at: string, 
/**
 * `step`, `phase`, `update`, `notice` or `watch`.
 */
of: string, 
/**
 * The id of the step, phase or notice; empty for an update.
 */
id: string, 
/**
 * What, in words.
 */
words: string, 
/**
 * Whether it has passed.
 */
late: boolean, };

/**
 * Numbers over all incidents. Exercises are left out.
 */
export type IncidentNumbers = { 
/**
 * How many incidents.
 */
incidents: number, 
/**
 * How many exercises were left out.
 */
drills: number, 
/**
 * Each span of time, in the order in which they happen.
 */
legs: Array<LegDto>, 
/**
 * How values got out, the most frequent first.
 */
paths: Array<TallyDto>, 
/**
 * What was exposed more than once, the most frequent first. Hostile text.
 */
repeated: Array<TallyDto>, 
/**
 * Follow-ups that are not done, the earliest first.
 */
open_follow_ups: Array<FollowUpDto>, };

/**
 * A span of time over all incidents.
 */
export type LegDto = { 
/**
 * `exposed_to_detected`, `detected_to_opened`, `detected_to_revoked`, `detected_to_proved`,
 * `detected_to_replaced`, `detected_to_closed`.
 */
id: string, 
/**
 * Of how many it is known.
 */
known: number, 
/**
 * The middle one, in seconds; null where none is known.
 */
median_seconds: number | null, 
/**
 * The longest, in seconds.
 */
longest_seconds: number | null, 
/**
 * How many had a budget and kept it.
 */
within: number, 
/**
 * How many had a budget.
 */
of: number, };

/**
 * Something counted. Its own name in TypeScript: the reads have one of the same.
 */
export type TallyDto = { 
/**
 * What: a code or a name.
 */
what: string, 
/**
 * How often.
 */
count: number, };

/**
 * Asks what an incident would start from and be led by. Needs no network.
 */
export type IncidentProposeRequest = { 
/**
 * A pasted ARN, access key id or name; the ARN of a secret or principal. Empty with a finding.
 */
text: string, 
/**
 * A finding's id, where it starts from one.
 */
finding: string | null, 
/**
 * What happened, in the person's words; may be empty.
 */
trigger: string, };

/**
 * What an incident would start from and be led by.
 */
export type IncidentProposal = { 
/**
 * `secret`, `principal`, `access_key`, `finding` or `name`.
 */
subject: string, 
/**
 * Its name for people. Hostile text.
 */
name: string, 
/**
 * Its ARN, id or key, as it is kept. Hostile text.
 */
subject_text: string, 
/**
 * Whether Keyturn knows it: a secret of the list, a principal of the access data.
 */
known: boolean, 
/**
 * The title that it would get.
 */
title: string, 
/**
 * The proposed severity.
 */
severity: string, 
/**
 * Why.
 */
reasons: Array<string>, 
/**
 * Runbooks that fit, the best first.
 */
runbooks: Array<RunbookProposal>, 
/**
 * The open incident that has it in its ledger already; null where none has.
 */
already_in: string | null, };

/**
 * A runbook that fits.
 */
export type RunbookProposal = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Its version.
 */
version: string, 
/**
 * Why it fits, in a sentence.
 */
reason: string, 
/**
 * Whether it is a draft: then it starts only as an exercise.
 */
draft: boolean, };

/**
 * Starts an incident. What is null is taken from the proposal.
 */
export type IncidentStartRequest = { 
/**
 * As in the proposal.
 */
text: string, 
/**
 * As in the proposal.
 */
finding: string | null, 
/**
 * As in the proposal.
 */
trigger: string, 
/**
 * Another title.
 */
title: string | null, 
/**
 * Another runbook's id.
 */
runbook: string | null, 
/**
 * Another severity.
 */
severity: string | null, 
/**
 * When it was first noticed; null for now.
 */
detected_at: string | null, 
/**
 * Whether it is an exercise.
 */
drill: boolean, 
/**
 * The person's name; null for the system's user name.
 */
by: string | null, };

/**
 * What a link asked for: the fields of the dialog that starts an incident. Whoever wrote it is not known: it is shown,
 * and starts nothing. Sent as the event `link_opened`, and kept until it is taken.
 */
export type LinkDto = { 
/**
 * An ARN, an access key's id or a name; may be empty. Hostile text.
 */
about: string, 
/**
 * A finding's id. Hostile text.
 */
finding: string | null, 
/**
 * What happened; may be empty. Hostile text.
 */
trigger: string, 
/**
 * Whether it is an exercise.
 */
drill: boolean, 
/**
 * Why the link is not followed; null where it is.
 */
problem: string | null, };

/**
 * Names an incident.
 */
export type IncidentRequest = { 
/**
 * Its id.
 */
id: string, };

/**
 * The screen of an incident.
 */
export type IncidentReply = { 
/**
 * Its line.
 */
row: IncidentRow, 
/**
 * From what it started: `secret`, `principal`, `access_key`, `finding` or `name`; of a run `rotation` or `review`.
 */
subject: string, 
/**
 * Its ARN, id, key or name. Hostile text.
 */
subject_text: string, 
/**
 * What it leads, where it is a run of a rotation or a review: then severity, ledger, notices and updates say nothing.
 */
leads: LedRequest | null, 
/**
 * What happened, in the person's words.
 */
trigger: string, 
/**
 * Why it has this severity.
 */
reasons: Array<string>, 
/**
 * The time by Keyturn's own count when this was answered: clocks count on from it.
 */
now: string, 
/**
 * What the machine's clocks disagree on, in a sentence; null where they agree.
 */
clock_doubt: string | null, 
/**
 * The pinned runbook.
 */
runbook: RunPin, 
/**
 * The phases with their clocks and steps.
 */
phases: Array<PhaseDto>, 
/**
 * The id of the step to do now; null: none is open.
 */
current: string | null, 
/**
 * Marks that are late, the oldest first; then the next one.
 */
marks: Array<MarkDto>, 
/**
 * Who has which role: every role that the runbook asks for, in its order.
 */
roles: Array<RoleDto>, 
/**
 * The ledger.
 */
ledger: Array<ExposedDto>, 
/**
 * From when to when something was exposed, in words.
 */
window: string, 
/**
 * Watches.
 */
watches: Array<WatchDto>, 
/**
 * The moments from which clocks run that are recorded.
 */
moments: Array<MomentDto>, 
/**
 * The clocks for notices: decided and running ones first.
 */
notices: Array<NoticeDto>, 
/**
 * Said once beside the notices.
 */
not_advice: string, 
/**
 * On what calendar their days are counted, in a sentence.
 */
notice_calendar: string, 
/**
 * Updates that were sent, the newest first.
 */
updates: Array<UpdateDto>, 
/**
 * Evidence, by number.
 */
evidence: Array<EvidenceDto>, 
/**
 * How the value got out, by code; null: not found yet.
 */
path: string | null, 
/**
 * The codes that a path can have.
 */
paths: Array<string>, 
/**
 * Follow-ups.
 */
follow_ups: Array<FollowUpDto>, 
/**
 * What keeps it from being closed, in sentences; empty: it can be.
 */
open_ends: Array<string>, 
/**
 * Values that people typed in for placeholders and inputs.
 */
values: Array<ValueDto>, 
/**
 * How many lines its log has: a window that has fewer asks again.
 */
lines: number, };

/**
 * Names a rotation or a review.
 */
export type LedRequest = { 
/**
 * `rotation` or `review`.
 */
of: string, 
/**
 * The rotation's number, or the review's id.
 */
id: string, };

/**
 * What leads a rotation or a review, or could.
 */
export type LeadingReply = { 
/**
 * Its runs, the newest first.
 */
runs: Array<LedRunDto>, 
/**
 * Runbooks that could lead it, the one that fits best first.
 */
runbooks: Array<RunbookProposal>, };

/**
 * A run in a line.
 */
export type LedRunDto = { 
/**
 * Its id, such as `RUN-2026-003`.
 */
id: string, 
/**
 * Its own: the runbook's, and what it leads. Hostile text.
 */
title: string, 
/**
 * The title of its runbook.
 */
runbook: string, 
/**
 * Whether it is open.
 */
running: boolean, 
/**
 * The title of the step to do now; null: none is open.
 */
current: string | null, 
/**
 * Steps that are done, set aside or do not apply.
 */
ended: number, 
/**
 * Steps in all.
 */
steps: number, };

/**
 * Has a rotation or a review follow a runbook.
 */
export type RunStartRequest = { 
/**
 * What it leads.
 */
of: LedRequest, 
/**
 * The runbook's id; null for the one that fits best.
 */
runbook: string | null, 
/**
 * The person's name; null for the system's user name.
 */
by: string | null, };

/**
 * The runbook of a run, exactly as it was when it was pinned.
 */
export type RunPin = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Its version.
 */
version: string, 
/**
 * The SHA-256 of its source.
 */
sha256: string, 
/**
 * Null for a shipped one, else the team's folder.
 */
folder: string | null, 
/**
 * Whether its buttons work.
 */
approved: boolean, 
/**
 * The version that the library has by now; null where it is the same text.
 */
newer: string | null, };

/**
 * A role and who has it.
 */
export type RoleDto = { 
/**
 * `lead`, `responder`, `owner`, `admin`, `comms`, `legal`, `approver`, `scribe` or `reviewer`.
 */
role: string, 
/**
 * Who; null: nobody yet.
 */
who: string | null, };

/**
 * A credential of the ledger.
 */
export type ExposedDto = { 
/**
 * Its number, from 1.
 */
number: number, 
/**
 * `secret`, `principal`, `access_key`, `finding` or `name`.
 */
subject: string, 
/**
 * Its ARN, id or name. Hostile text.
 */
text: string, 
/**
 * Its name for people. Hostile text.
 */
name: string, 
/**
 * How much depends on it; null: not known.
 */
level: string | null, 
/**
 * `exposed`, `revoked`, `replaced`, `proved`, `not_verifiable` or `not_exposed`.
 */
state: string, 
/**
 * Since when it was exposed; null: not known.
 */
exposed_from: string | null, 
/**
 * Until when: the refusal of the old value.
 */
exposed_until: string | null, 
/**
 * Why it is in the ledger.
 */
because: string, 
/**
 * What happened to it, in order.
 */
marks: Array<LedgerMark>, 
/**
 * The rotation record that was opened for it; null: none.
 */
rotation: string | null, };

/**
 * A mark of the ledger.
 */
export type LedgerMark = { 
/**
 * `revoked`, `replaced`, `proved`, `not_verifiable`, `not_exposed` or `exposed_again`.
 */
mark: string, 
/**
 * When it happened.
 */
at: string, 
/**
 * Who says so.
 */
by: string, 
/**
 * What shows it, or why.
 */
statement: string, };

/**
 * A moment from which clocks run.
 */
export type MomentDto = { 
/**
 * `detected`, `aware`, `suspected`, `classified`, `material`, `determined`, `discovered`, `assessed`,
 * `fix_available`, `paid`.
 */
moment: string, 
/**
 * When; null: not recorded.
 */
at: string | null, };

/**
 * A clock for a notice.
 */
export type NoticeDto = { 
/**
 * The row's id, such as `gdpr-33`.
 */
id: string, 
/**
 * Which law, and which stage.
 */
name: string, 
/**
 * Where, and for whom.
 */
jurisdiction: string, 
/**
 * The provision.
 */
law: string, 
/**
 * What people must answer.
 */
question: string, 
/**
 * Who is told.
 */
to: string, 
/**
 * What else to know.
 */
note: string, 
/**
 * The moment from which its clock runs, by code.
 */
starts_from: string, 
/**
 * How long there is, in words.
 */
deadline: string, 
/**
 * Until when; null: its moment is not recorded, or no number is given.
 */
due_at: string | null, 
/**
 * `waiting` (its moment is not recorded), `undecided`, `to_file`, `filed`, `filed_late`, `no`, `late`.
 */
state: string, 
/**
 * Decisions on it, the newest first.
 */
decisions: Array<NoticeDecisionDto>, 
/**
 * The page to read.
 */
source: string, 
/**
 * When it was compared with its source; null: nobody has.
 */
checked_on: string | null, 
/**
 * Whether the row is the organisation's own.
 */
own: boolean, };

/**
 * A decision on a notice.
 */
export type NoticeDecisionDto = { 
/**
 * `notify`, `no` or `filed`.
 */
answer: string, 
/**
 * Why.
 */
reason: string, 
/**
 * When it was filed.
 */
filed_at: string | null, 
/**
 * The authority's reference.
 */
reference: string | null, 
/**
 * Who decided.
 */
by: string, 
/**
 * The second person.
 */
second: string | null, 
/**
 * When.
 */
at: string, };

/**
 * An update that was sent.
 */
export type UpdateDto = { 
/**
 * Its number.
 */
number: number, 
/**
 * `first`, `progress`, `contained`, `resolved` or `customers`.
 */
variant: string, 
/**
 * When.
 */
at: string, 
/**
 * Where to.
 */
channel: string, };

/**
 * A piece of evidence.
 */
export type EvidenceDto = { 
/**
 * Its number.
 */
number: number, 
/**
 * Its name. Hostile text.
 */
name: string, 
/**
 * `events`, `file` or `text`.
 */
kind: string, 
/**
 * The SHA-256 of its bytes.
 */
sha256: string, 
/**
 * How many bytes.
 */
bytes: number, 
/**
 * When it was collected.
 */
collected_at: string, 
/**
 * Where it is kept.
 */
kept_at: string, 
/**
 * The chain of custody on one line.
 */
custody: string, };

/**
 * A follow-up.
 */
export type FollowUpDto = { 
/**
 * The incident.
 */
incident: string, 
/**
 * Its number in the incident.
 */
number: number, 
/**
 * What.
 */
action: string, 
/**
 * `prevents`, `detects` or `limits`.
 */
effect: string, 
/**
 * Who does it.
 */
owner: string, 
/**
 * Until when.
 */
due_on: string, 
/**
 * Where it is tracked; may be empty.
 */
link: string, 
/**
 * Whether it is done.
 */
done: boolean, };

/**
 * A value that a person typed in.
 */
export type ValueDto = { 
/**
 * The placeholder's or input's name, such as `db.host` or `input.branch`.
 */
name: string, 
/**
 * The value. Never a secret's.
 */
value: string, };

/**
 * A phase with its clock and steps.
 */
export type PhaseDto = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * What it wants; may be empty.
 */
goal: string, 
/**
 * Its budget in minutes; null where it has none.
 */
budget_minutes: number | null, 
/**
 * Until when it should end; null while it waits for another phase, or without a budget.
 */
due_at: string | null, 
/**
 * `waiting`, `running`, `over`, `ended`, `ended_late`, `stopped`.
 */
standing: string, 
/**
 * Its steps.
 */
steps: Array<StepDto>, };

/**
 * A step, filled in.
 */
export type StepDto = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * `open`, `asks` (its condition cannot be decided), `dimmed` (it does not hold), `done`, `not_applicable`.
 */
state: string, 
/**
 * Who does it, by role.
 */
role: string, 
/**
 * `manual`, `decision` or `wait`.
 */
act: string, 
/**
 * Its condition in the runbook's words; null: always.
 */
when: string | null, 
/**
 * The facts that its condition asks for and nobody knows.
 */
unknown: Array<string>, 
/**
 * Who has it, where it was handed over.
 */
holder: string | null, 
/**
 * Who did it, and when; null while it is open.
 */
ended: StepEnd | null, 
/**
 * Titles of steps that should come first and are open.
 */
needs: Array<string>, 
/**
 * Its hard mark.
 */
due_at: string | null, 
/**
 * Whether a second person confirms by name.
 */
two_person: boolean, 
/**
 * What a decision chooses from.
 */
choices: Array<ChoiceDto>, 
/**
 * What is asked when it is finished.
 */
records: Array<RecordDto>, 
/**
 * Facts beside it, filled in.
 */
prefill: Array<PrefillDto>, 
/**
 * What and why, made safe.
 */
html: string, 
/**
 * What to copy.
 */
snippets: Array<SnippetDto>, 
/**
 * How one knows that it worked.
 */
verify: string, 
/**
 * Until when it waits; null for other steps, or where the length is not known.
 */
wait_until: string | null, 
/**
 * Its button: `open_issuer_card`, `start_runbook`, `rotate_now` …; null: none.
 */
action: string | null, 
/**
 * Whether somebody added it to this run.
 */
added: boolean, 
/**
 * What it brings about in the rotation or the review that the run leads; null: nothing.
 */
reached: ReachedDto | null, };

/**
 * How far what a run leads has come with what a step brings about.
 */
export type ReachedDto = { 
/**
 * In words, such as `new value stored`.
 */
words: string, 
/**
 * Whether it is so.
 */
is_so: boolean, 
/**
 * Since when; null: not yet, or nothing says when.
 */
at: string | null, 
/**
 * Whether Keyturn saw it, rather than a person told it.
 */
seen: boolean, };

/**
 * How a step ended.
 */
export type StepEnd = { 
/**
 * Who.
 */
by: string, 
/**
 * The second person.
 */
second: string | null, 
/**
 * When.
 */
at: string, 
/**
 * What was chosen, or why it does not apply; may be empty.
 */
words: string, 
/**
 * What was recorded.
 */
records: Array<ValueDto>, };

/**
 * One way to go.
 */
export type ChoiceDto = { 
/**
 * Its value; may be a runbook's id.
 */
value: string, 
/**
 * In words.
 */
label: string, };

/**
 * What is asked when a step is finished.
 */
export type RecordDto = { 
/**
 * Its id.
 */
id: string, 
/**
 * `time`, `text`, `choice`, `number`, `file`, `query`, `link`, `hash` or `approval`.
 */
kind: string, 
/**
 * The question.
 */
prompt: string, 
/**
 * What a choice chooses from.
 */
options: Array<string>, };

/**
 * A fact shown beside a step.
 */
export type PrefillDto = { 
/**
 * Its name, such as `secret.owner`.
 */
name: string, 
/**
 * What it is; null: not known. Hostile text.
 */
value: string | null, };

/**
 * A text to copy.
 */
export type SnippetDto = { 
/**
 * Its place in the step, from 0.
 */
index: number, 
/**
 * `sh`, `sql`, `powershell`, `http`, `json` or `text`.
 */
language: string, 
/**
 * `ro`, `write` or `danger`.
 */
risk: string, 
/**
 * The text, filled in as far as it can be.
 */
text: string, 
/**
 * What is missing; while there is some, nothing can be copied.
 */
gaps: Array<GapDto>, };

/**
 * A placeholder without a value.
 */
export type GapDto = { 
/**
 * Its name.
 */
name: string, 
/**
 * Why it has none: not known, or what is known cannot be put there.
 */
why: string, };

/**
 * Writes one thing into the log of an incident.
 */
export type IncidentActRequest = { 
/**
 * The incident.
 */
id: string, 
/**
 * The person's name; null for the system's user name.
 */
by: string | null, 
/**
 * What.
 */
act: IncidentAct, };

/**
 * What a person does. Times are UTC.
 */
export type IncidentAct = { "act": "step_done", 
/**
 * Its id.
 */
step: string, 
/**
 * What was chosen.
 */
choice: string | null, 
/**
 * The second person.
 */
second: string | null, 
/**
 * What was recorded: ids of records with their values.
 */
records: Array<ValueDto>, } | { "act": "step_not_applicable", 
/**
 * Its id.
 */
step: string, 
/**
 * Why.
 */
why: string, } | { "act": "step_hand_over", 
/**
 * Its id.
 */
step: string, 
/**
 * To whom.
 */
to: string, 
/**
 * What they must know.
 */
note: string, } | { "act": "step_answer", 
/**
 * Its id.
 */
step: string, 
/**
 * Whether it applies.
 */
applies: boolean, 
/**
 * Why.
 */
why: string, } | { "act": "step_reopen", 
/**
 * Its id.
 */
step: string, 
/**
 * Why.
 */
why: string, } | { "act": "step_add", 
/**
 * Its title.
 */
title: string, 
/**
 * The id of its phase.
 */
phase: string, 
/**
 * Why.
 */
why: string, } | { "act": "note", 
/**
 * What. No secrets.
 */
text: string, 
/**
 * When it happened; null for now.
 */
happened_at: string | null, 
/**
 * CloudTrail's event id, where it is known from one; else from where; null for the person.
 */
source: string | null, 
/**
 * Whether the report has it.
 */
in_report: boolean, } | { "act": "in_report", 
/**
 * The line's number.
 */
number: number, 
/**
 * Whether the report has it.
 */
in_report: boolean, } | { "act": "severity", 
/**
 * `SEV-1` to `SEV-4`.
 */
severity: string, 
/**
 * Why.
 */
why: string, } | { "act": "moment", 
/**
 * Its code.
 */
moment: string, 
/**
 * When.
 */
at: string, } | { "act": "role", 
/**
 * Its code.
 */
role: string, 
/**
 * Who.
 */
to: string, } | { "act": "value", 
/**
 * Its name.
 */
name: string, 
/**
 * The value. Never a secret's.
 */
value: string, } | { "act": "expose", 
/**
 * An ARN, an access key's id or a name.
 */
text: string, 
/**
 * Since when; null: not known.
 */
from: string | null, 
/**
 * Why it belongs in the incident.
 */
because: string, } | { "act": "exposure_began", 
/**
 * The number in the ledger.
 */
number: number, 
/**
 * Since when; null: not known after all.
 */
from: string | null, 
/**
 * What shows it.
 */
why: string, } | { "act": "mark", 
/**
 * The number in the ledger.
 */
number: number, 
/**
 * `revoked`, `replaced`, `proved`, `not_verifiable` or `not_exposed`.
 */
mark: string, 
/**
 * When; null for now.
 */
at: string | null, 
/**
 * What shows it, or why.
 */
statement: string, } | { "act": "notice", 
/**
 * The row's id.
 */
row: string, 
/**
 * `notify`, `no` or `filed`.
 */
answer: string, 
/**
 * Why.
 */
reason: string, 
/**
 * When it was filed.
 */
filed_at: string | null, 
/**
 * The authority's reference.
 */
reference: string | null, 
/**
 * The second person; wanted for `no`.
 */
second: string | null, } | { "act": "update_sent", 
/**
 * `first`, `progress`, `contained`, `resolved` or `customers`.
 */
variant: string, 
/**
 * Where to.
 */
channel: string, } | { "act": "hand_evidence", 
/**
 * Its number.
 */
number: number, 
/**
 * To whom.
 */
to: string, 
/**
 * Why, and where it is kept from then on.
 */
why: string, } | { "act": "path", 
/**
 * Its code.
 */
path: string, 
/**
 * What shows it.
 */
basis: string, } | { "act": "follow_up", 
/**
 * What.
 */
action: string, 
/**
 * `prevents`, `detects` or `limits`.
 */
effect: string, 
/**
 * Who does it.
 */
owner: string, 
/**
 * Until when.
 */
due_on: string, 
/**
 * Where it is tracked; may be empty.
 */
link: string, } | { "act": "follow_up_done", 
/**
 * Its number.
 */
number: number, 
/**
 * What shows it.
 */
note: string, } | { "act": "move_runbook", 
/**
 * The runbook's id.
 */
to: string, 
/**
 * Why.
 */
why: string, } | { "act": "watch", 
/**
 * The number in the ledger.
 */
number: number, } | { "act": "contain", 
/**
 * What shows it.
 */
why: string, } | { "act": "resolve", 
/**
 * The cause, in a sentence.
 */
cause: string, } | { "act": "close", 
/**
 * What the one who closes it states.
 */
statement: string, } | { "act": "reopen", 
/**
 * Why.
 */
why: string, };

/**
 * What was written.
 */
export type IncidentActed = { 
/**
 * The line's number in the log.
 */
number: number, 
/**
 * What to know, such as steps that should have come before.
 */
warnings: Array<string>, 
/**
 * The incident as it stands now.
 */
incident: IncidentReply, };

/**
 * Copies a snippet to the clipboard, and writes down that it was copied. Keyturn runs none.
 */
export type IncidentCopyRequest = { 
/**
 * The incident.
 */
id: string, 
/**
 * The step's id.
 */
step: string, 
/**
 * The snippet's place in it.
 */
snippet: number, 
/**
 * Whether the person confirmed a dangerous one.
 */
confirmed: boolean, };

/**
 * Asks for the timeline.
 */
export type IncidentTimelineRequest = { 
/**
 * The incident.
 */
id: string, 
/**
 * `happened` or `learnt`.
 */
order: string, };

/**
 * The timeline.
 */
export type IncidentTimelineReply = { 
/**
 * Its lines.
 */
lines: Array<TimelineLine>, 
/**
 * Whether the log's chain holds; else what is wrong with it.
 */
broken: string | null, };

/**
 * A line of the timeline.
 */
export type TimelineLine = { 
/**
 * Its number in the log.
 */
number: number, 
/**
 * When it happened.
 */
happened_at: string, 
/**
 * When it was learnt.
 */
learnt_at: string, 
/**
 * `person`, `keyturn`, `cloudtrail` or `other`.
 */
source: string, 
/**
 * The event's id, or the other source's name; null for a person or Keyturn.
 */
reference: string | null, 
/**
 * Who told, or did it.
 */
by: string, 
/**
 * What. Hostile text.
 */
text: string, 
/**
 * Whether the report has it.
 */
in_report: boolean, };

/**
 * A watch, honest about delay.
 */
export type WatchDto = { 
/**
 * Its number.
 */
number: number, 
/**
 * The number in the ledger that it watches.
 */
entry: number, 
/**
 * What is asked for: `AccessKeyId`, `Username` or `ResourceName`.
 */
attribute: string, 
/**
 * Its value. Hostile text.
 */
value: string, 
/**
 * Accounts and regions, such as `111122223333 eu-west-1`.
 */
places: Array<string>, 
/**
 * From when.
 */
from: string, 
/**
 * Up to when everything is known; null: somewhere nothing is.
 */
known_until: string | null, 
/**
 * What it shows, in a sentence: `no use since 14:02 UTC; events can be 15 minutes late`.
 */
words: string, 
/**
 * Whether 30 minutes of silence are known.
 */
short_done: boolean, 
/**
 * Whether 30 days of silence are known.
 */
long_done: boolean, 
/**
 * Calls that it saw: worked ones first.
 */
hits: Array<HitDto>, };

/**
 * A call that a watch saw.
 */
export type HitDto = { 
/**
 * CloudTrail's event id.
 */
event: string, 
/**
 * When.
 */
at: string, 
/**
 * Which call. Hostile text.
 */
name: string, 
/**
 * From where. Hostile text.
 */
source: string, 
/**
 * Whether AWS refused it.
 */
refused: boolean, };

/**
 * The facts beside the steps, from what is stored.
 */
export type IncidentFactsReply = { 
/**
 * The window that was looked at, begin and end.
 */
from: string, 
/**
 * Its end.
 */
until: string, 
/**
 * Why it is this window, in a sentence.
 */
window_words: string, 
/**
 * The groups, in the order in which one asks.
 */
groups: Array<FactGroup>, };

/**
 * The facts that answer one question.
 */
export type FactGroup = { 
/**
 * `can_read`, `did_read`, `read_elsewhere`, `changed`, `siblings` (same path, key or owner), `consumers`.
 */
id: string, 
/**
 * When what it stands on was collected; null: it never was.
 */
as_of: string | null, 
/**
 * What is missing, and what to do about it; null: nothing.
 */
missing: string | null, 
/**
 * How many there are in all.
 */
total: number, 
/**
 * The first ones: at most 200, the most telling first.
 */
facts: Array<FactDto>, };

/**
 * One fact.
 */
export type FactDto = { 
/**
 * The same for the same fact.
 */
key: string, 
/**
 * What, in a line. Hostile text.
 */
text: string, 
/**
 * More of it, such as the chain by which somebody can read. Hostile text; may be empty.
 */
detail: string, 
/**
 * When it happened; null for what simply is.
 */
at: string | null, 
/**
 * CloudTrail's event id, the last of several; `cloudtrail` where single events are no longer kept; `access`,
 * `inventory` or `rotation`.
 */
source: string, 
/**
 * The secret's ARN that it is about; null: none.
 */
secret: string | null, 
/**
 * The principal's ARN that it is about; null: none.
 */
principal: string | null, 
/**
 * Why it stands out: an odd place, a first time, a refusal; null: it does not.
 */
odd: string | null, 
/**
 * Whether it is in the timeline.
 */
attached: boolean, };

/**
 * Takes in pasted text as evidence. What looks like a secret is refused.
 */
export type EvidenceTextRequest = { 
/**
 * The incident.
 */
id: string, 
/**
 * The person's name; null for the system's user name.
 */
by: string | null, 
/**
 * Its name.
 */
name: string, 
/**
 * The text.
 */
text: string, 
/**
 * How it was collected.
 */
how: string, };

/**
 * Takes in a file, or writes the events of the window to one; the person is asked which.
 */
export type EvidenceFileRequest = { 
/**
 * The incident.
 */
id: string, 
/**
 * The person's name; null for the system's user name.
 */
by: string | null, 
/**
 * How it was collected; for events what they are for.
 */
how: string, };

/**
 * Asks for an update, filled in.
 */
export type UpdateRequest = { 
/**
 * The incident.
 */
id: string, 
/**
 * `first`, `progress`, `contained`, `resolved` or `customers`.
 */
variant: string, 
/**
 * Two sentences, facts only; may be empty.
 */
summary: string, 
/**
 * What could be reached; may be empty.
 */
impact: string, 
/**
 * What the reader should do; may be empty.
 */
needed: string, 
/**
 * For customers: whom to ask.
 */
contact: string, };

/**
 * An update, filled in.
 */
export type UpdateText = { 
/**
 * Its number, if it is sent.
 */
number: number, 
/**
 * The text.
 */
text: string, };

/**
 * Asks for a report.
 */
export type IncidentReportRequest = { 
/**
 * The incident.
 */
id: string, 
/**
 * `markdown`, `html` or `json`.
 */
format: string, };

/**
 * A report.
 */
export type IncidentReport = { 
/**
 * The name of its file.
 */
name: string, 
/**
 * Its text.
 */
text: string, };

/**
 * A file that was written.
 */
export type IncidentFile = { 
/**
 * Where it lies.
 */
path: string, 
/**
 * The SHA-256 of its bytes.
 */
sha256: string, };

/**
 * How far a question to CloudTrail is. Sent as the event `incident_progress`.
 */
export type IncidentProgress = { 
/**
 * The incident.
 */
id: string, 
/**
 * Accounts and regions that answered.
 */
done: number, 
/**
 * Accounts and regions that are asked.
 */
of: number, 
/**
 * Events that are new.
 */
events: number, };

/**
 * What `rotate now` would call, before it does.
 */
export type RotateNowPlan = { 
/**
 * The secret's ARN.
 */
arn: string, 
/**
 * Its name, which is to be typed in.
 */
name: string, 
/**
 * The profile that it would use; null: none is set, and it is off.
 */
profile: string | null, 
/**
 * The exact call.
 */
call: string, 
/**
 * Whether the runbook's step wants a second person, by name.
 */
two_person: boolean, 
/**
 * Why it is refused; null: it is not.
 */
refused: string | null, };

/**
 * Rotates a secret of Secrets Manager now.
 */
export type RotateNowRequest = { 
/**
 * The incident.
 */
id: string, 
/**
 * The secret's ARN.
 */
arn: string, 
/**
 * Its name, as the person typed it.
 */
typed: string, 
/**
 * Why.
 */
reason: string, 
/**
 * The person's name; null for the system's user name.
 */
by: string | null, 
/**
 * The second person, where the step wants one.
 */
second: string | null, };

/**
 * The profile for `rotate now`: off while it is null.
 */
export type RotateNowSettings = { 
/**
 * A profile of the AWS configuration that may only do this.
 */
profile: string | null, };

/**
 * Asks for a stretch of the log, newest first.
 */
export type AuditListRequest = { 
/**
 * How many entries to skip.
 */
offset: number, 
/**
 * How many to give; at most 500.
 */
limit: number, };

/**
 * A stretch of the log.
 */
export type AuditListReply = { 
/**
 * Newest first.
 */
entries: Array<AuditEntryDto>, 
/**
 * How many there are.
 */
total: number, };

/**
 * One entry.
 */
export type AuditEntryDto = { 
/**
 * 1, 2, 3 …
 */
sequence: number, 
/**
 * When.
 */
at: string, 
/**
 * Who.
 */
actor: string, 
/**
 * From where.
 */
origin: string, 
/**
 * What, as a code such as `note.saved`.
 */
action: string, 
/**
 * To what.
 */
subject: string, 
/**
 * Facts, as one JSON object.
 */
detail: string, 
/**
 * 64 hexadecimal digits.
 */
hash: string, };

/**
 * The chain was walked.
 */
export type AuditVerifyReply = { 
/**
 * Whether it holds.
 */
holds: boolean, 
/**
 * Entries walked.
 */
entries: number, 
/**
 * The newest hash: write it down elsewhere to notice a cut-off end.
 */
newest_hash: string, 
/**
 * Where it is broken.
 */
broken: string | null, };

/** Every command with what it takes and what it gives. */
export type Commands = {
  session_show: { request: null; reply: SessionReply };
  session_unlock: { request: UnlockRequest; reply: SessionReply };
  link_take: { request: null; reply: LinkDto | null };
  today_show: { request: null; reply: TodayReply };
  secrets_list: { request: SecretsListRequest; reply: SecretsListReply };
  secrets_export: { request: SecretsExportRequest; reply: SecretsExportReply };
  secret_show: { request: SecretRequest; reply: SecretReply };
  secret_inspect: { request: SecretRequest; reply: SecretReply };
  secret_note_save: { request: SecretNoteRequest; reply: NoteDto | null };
  secret_kind_save: { request: SecretKindRequest; reply: SecretReply };
  kinds_list: { request: null; reply: Array<KindDto> };
  views_list: { request: null; reply: ViewsReply };
  view_save: { request: ViewDto; reply: ViewsReply };
  view_delete: { request: ViewRequest; reply: ViewsReply };
  schedule_show: { request: null; reply: ScheduleReply };
  schedule_save: { request: ScheduleDto; reply: ScheduleReply };
  sync_start: { request: null; reply: SyncReport };
  sync_cancel: { request: null; reply: SyncStatusReply };
  sync_status: { request: null; reply: SyncStatusReply };
  coverage_show: { request: null; reply: CoverageReply };
  doctor_show: { request: null; reply: DoctorReply };
  doctor_run: { request: null; reply: DoctorReply };
  doctor_cancel: { request: null; reply: DoctorReply };
  doctor_export: { request: DoctorExportRequest; reply: DoctorFile | null };
  doctor_policy: { request: DoctorPolicyRequest; reply: DoctorPolicy };
  doctor_policy_export: { request: DoctorPolicyRequest; reply: DoctorFile | null };
  sources_show: { request: null; reply: SourcesReply };
  sources_save: { request: SourcesSaveRequest; reply: SourcesReply };
  sources_try: { request: SourcesSaveRequest; reply: SourcesTriedReply };
  profiles_try: { request: ProfilesTryRequest; reply: ProfilesTriedReply };
  try_cancel: { request: null; reply: null };
  sign_ins_show: { request: null; reply: SignInsReply };
  sign_in_start: { request: SignInRequest; reply: SignInProgress };
  sign_in_cancel: { request: SignInRequest; reply: SignInsReply };
  sign_in_browse: { request: SignInRequest; reply: null };
  sign_in_answer: { request: SignInAnswer; reply: SignInProgress };
  trail_show: { request: null; reply: TrailReply };
  trail_estimate: { request: TrailSyncRequest; reply: TrailEstimateReply };
  trail_sync: { request: TrailSyncRequest; reply: TrailReport };
  trail_import: { request: TrailImportRequest; reply: TrailReport };
  trail_cancel: { request: null; reply: TrailReply };
  trail_checks: { request: null; reply: TrailChecksReply };
  trail_checks_ask: { request: null; reply: TrailChecksReply };
  trail_settings_show: { request: null; reply: TrailSettingsDto };
  trail_settings_save: { request: TrailSettingsDto; reply: TrailSettingsDto };
  secret_usage: { request: SecretUsageRequest; reply: UsageReply };
  secret_decoy_save: { request: DecoyRequest; reply: UsageReply };
  principal_usage: { request: PrincipalUsageRequest; reply: UsageReply };
  reads_list: { request: ReadsListRequest; reply: ReadsListReply };
  reads_groups: { request: ReadsGroupsRequest; reply: ReadsGroupsReply };
  reads_timeline: { request: ReadsTimelineRequest; reply: ReadsTimelineReply };
  reads_export: { request: ReadsExportRequest; reply: ReadsExportReply };
  findings_list: { request: FindingsListRequest; reply: FindingsListReply };
  finding_show: { request: FindingRequest; reply: FindingReply };
  finding_triage: { request: FindingTriageRequest; reply: FindingReply };
  silences_list: { request: null; reply: SilencesReply };
  silence_end: { request: SilenceRequest; reply: SilencesReply };
  access_show: { request: null; reply: AccessReply };
  access_collect: { request: null; reply: AccessReply };
  access_cancel: { request: null; reply: AccessReply };
  access_import: { request: null; reply: AccessReply };
  access_export: { request: null; reply: AccessExportReply };
  access_readers: { request: ReadersRequest; reply: ReadersReply };
  access_principals: { request: AccessPrincipalsRequest; reply: AccessPrincipalsReply };
  access_principal: { request: PrincipalAccessRequest; reply: PrincipalAccessReply };
  access_why: { request: AccessWhyRequest; reply: AccessWhyReply };
  access_findings: { request: null; reply: AccessFindingsReply };
  access_map: { request: AccessMapRequest; reply: AccessMapReply };
  access_cell: { request: AccessCellRequest; reply: AccessCellReply };
  due_list: { request: DueListRequest; reply: DueListReply };
  secret_rotation: { request: SecretRequest; reply: SecretRotationReply };
  rotation_settings_save: { request: RotationSettingsRequest; reply: SecretRotationReply };
  policy_show: { request: null; reply: PolicyReply };
  policy_preset: { request: PresetRequest; reply: PolicyText };
  policy_edit: { request: PolicyEditRequest; reply: PolicyText };
  policy_what_if: { request: PolicyText; reply: WhatIfReply };
  policy_save: { request: PolicyText; reply: PolicyReply };
  policy_open: { request: null; reply: PolicyText | null };
  policy_export: { request: PolicyText; reply: PolicyExportReply | null };
  exceptions_list: { request: null; reply: ExceptionsReply };
  exception_add: { request: ExceptionRequest; reply: ExceptionsReply };
  exception_end: { request: ExceptionEndRequest; reply: ExceptionsReply };
  trigger_preview: { request: TriggerRequest; reply: TriggerPreview };
  trigger_open: { request: TriggerRequest; reply: TasksReply };
  tasks_list: { request: null; reply: TasksReply };
  task_drop: { request: TaskDropRequest; reply: TasksReply };
  rotations_list: { request: RotationsRequest; reply: RotationsReply };
  rotation_show: { request: RotationRequest; reply: RotationReply };
  rotation_plan: { request: RotationPlanRequest; reply: RotationsReply };
  rotation_move: { request: RotationMoveRequest; reply: RotationReply };
  rotation_record: { request: RotationRecordRequest; reply: RotationReply };
  value_preview: { request: ValueRequest; reply: ValueReply };
  value_copy: { request: ValueRequest; reply: ValueReply };
  cost_show: { request: CostRequest; reply: CostReply };
  calendar_show: { request: CalendarRequest; reply: CalendarReply };
  calendar_spread: { request: SpreadRequest; reply: SpreadReply };
  calendar_export: { request: CalendarExportRequest; reply: CalendarExportReply | null };
  freeze_save: { request: FreezeDto; reply: FreezesReply };
  freeze_delete: { request: FreezeRequest; reply: FreezesReply };
  reminders_show: { request: null; reply: RemindersDto };
  reminders_save: { request: RemindersDto; reply: RemindersDto };
  reviews_list: { request: null; reply: ReviewsReply };
  review_preview: { request: ReviewOpenRequest; reply: ReviewPreview };
  review_open: { request: ReviewOpenRequest; reply: ReviewReply };
  review_leavers: { request: LeaversRequest; reply: LeaversReply };
  review_leavers_open: { request: null; reply: TextFile | null };
  review_show: { request: ReviewRequest; reply: ReviewReply };
  review_items: { request: ReviewItemsRequest; reply: ReviewItemsReply };
  review_item: { request: ReviewItemRequest; reply: ReviewItemReply };
  review_decide: { request: ReviewDecideRequest; reply: ReviewDecided };
  review_undo: { request: ReviewUndoRequest; reply: ReviewDecided };
  review_delegate: { request: ReviewDelegateRequest; reply: ReviewReply };
  review_act: { request: ReviewActRequest; reply: ReviewActReply };
  review_act_export: { request: ReviewActExportRequest; reply: ReviewFileReply | null };
  review_hand_out: { request: HandOutRequest; reply: ReviewFileReply | null };
  review_packet_open: { request: null; reply: TextFile | null };
  review_take_in: { request: TakeInRequest; reply: TakeInReply };
  review_close: { request: ReviewCloseRequest; reply: ReviewReply };
  review_pack: { request: PackRequest; reply: PackReply | null };
  review_verify: { request: null; reply: VerifyReply | null };
  review_diff: { request: null; reply: PackDiffReply | null };
  runbooks_list: { request: null; reply: RunbooksReply };
  runbook_show: { request: RunbookRequest; reply: RunbookReply };
  runbook_export: { request: RunbookExportRequest; reply: ReviewFileReply | null };
  runbook_approve: { request: RunbookApproveRequest; reply: RunbooksReply };
  runbook_folder_add: { request: null; reply: RunbooksReply | null };
  runbook_folder_remove: { request: RunbookFolderRequest; reply: RunbooksReply };
  issuer_show: { request: IssuerRequest; reply: IssuerReply };
  incidents_list: { request: null; reply: IncidentsReply };
  incident_propose: { request: IncidentProposeRequest; reply: IncidentProposal };
  incident_start: { request: IncidentStartRequest; reply: IncidentReply };
  incident_show: { request: IncidentRequest; reply: IncidentReply };
  incident_act: { request: IncidentActRequest; reply: IncidentActed };
  incident_copy: { request: IncidentCopyRequest; reply: IncidentActed };
  incident_timeline: { request: IncidentTimelineRequest; reply: IncidentTimelineReply };
  incident_facts: { request: IncidentRequest; reply: IncidentFactsReply };
  incident_facts_fresh: { request: IncidentRequest; reply: IncidentFactsReply };
  incident_facts_cancel: { request: null; reply: null };
  incident_watch_ask: { request: IncidentRequest; reply: IncidentReply };
  incident_evidence_text: { request: EvidenceTextRequest; reply: IncidentActed };
  incident_evidence_file: { request: EvidenceFileRequest; reply: IncidentActed | null };
  incident_evidence_events: { request: EvidenceFileRequest; reply: IncidentActed | null };
  incident_update: { request: UpdateRequest; reply: UpdateText };
  incident_report: { request: IncidentReportRequest; reply: IncidentReport };
  incident_report_export: { request: IncidentReportRequest; reply: IncidentFile | null };
  incident_difference: { request: IncidentRequest; reply: RunbookDifferenceReply };
  run_leading: { request: LedRequest; reply: LeadingReply };
  run_start: { request: RunStartRequest; reply: IncidentReply };
  rotate_now_settings: { request: null; reply: RotateNowSettings };
  rotate_now_settings_save: { request: RotateNowSettings; reply: RotateNowSettings };
  rotate_now_plan: { request: RotateNowRequest; reply: RotateNowPlan };
  rotate_now: { request: RotateNowRequest; reply: IncidentActed };
  data_show: { request: null; reply: DataReply };
  data_backup: { request: DataBackupRequest; reply: DataWritten | null };
  data_export: { request: null; reply: DataWritten | null };
  data_restore_choose: { request: null; reply: RestoreFile | null };
  data_restore_plan: { request: RestoreRequest; reply: RestorePlan };
  data_restore: { request: RestoreRequest; reply: null };
  data_passphrase: { request: PassphraseRequest; reply: DataReply };
  data_delete: { request: DataDeleteRequest; reply: null };
  audit_list: { request: AuditListRequest; reply: AuditListReply };
  audit_verify: { request: null; reply: AuditVerifyReply };
};
