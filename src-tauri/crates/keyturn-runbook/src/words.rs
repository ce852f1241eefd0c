//! The closed lists of the schema: each word has a code that stands in files.

/// Makes an enum of words with their codes.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$says:meta])* $word:ident = $code:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$says])* #[serde(rename = $code)] $word),* }

        impl $name {
            /// All words, in the order of the schema.
            pub const ALL: &[Self] = &[$(Self::$word),*];

            /// The code that stands in files.
            pub fn code(self) -> &'static str {
                match self { $(Self::$word => $code),* }
            }

            /// The word with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.code() == code)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

pub(crate) use words;

words! {
    /// What a runbook is for.
    RunbookKind {
        /// Answers an incident.
        Incident = "incident",
        /// Replaces a value by plan.
        Rotation = "rotation",
        /// Reviews who has access.
        Review = "review",
        /// Exercises another runbook.
        Drill = "drill",
        /// Runs beside another runbook.
        Companion = "companion",
        /// Steps that others include.
        Library = "library",
    }
}

words! {
    /// How bad an incident is.
    Severity {
        /// Critical.
        Sev1 = "SEV-1",
        /// High.
        Sev2 = "SEV-2",
        /// Medium.
        Sev3 = "SEV-3",
        /// Low.
        Sev4 = "SEV-4",
    }
}

words! {
    /// Whether a runbook is in use.
    Status {
        /// Starts only as a drill.
        Draft = "draft",
        /// In use.
        Active = "active",
        /// Kept for runs that began with it.
        Deprecated = "deprecated",
    }
}

words! {
    /// From where a phase's budget counts.
    Since {
        /// From detection, cumulative over phases.
        Detected = "detected",
        /// From the end of the phase before.
        Phase = "phase",
        /// From the start of the run.
        Start = "start",
    }
}

words! {
    /// Who does a step.
    Role {
        /// Leads the incident and decides.
        Lead = "lead",
        /// Investigates and contains.
        Responder = "responder",
        /// Answers for the secret or its service.
        Owner = "owner",
        /// Has the rights to change policies, keys, hosts.
        Admin = "admin",
        /// Writes to people.
        Comms = "comms",
        /// Counsel or the privacy officer.
        Legal = "legal",
        /// Approves, and does not do it themselves.
        Approver = "approver",
        /// Keeps the record.
        Scribe = "scribe",
        /// Reviews access.
        Reviewer = "reviewer",
    }
}

words! {
    /// What a step brings the rotation or the review to that its runbook leads.
    Reaches {
        /// The new value was made.
        ValueMade = "value_made",
        /// The new value is in the store.
        Stored = "stored",
        /// Consumers use the new value.
        Moved = "moved",
        /// The old value is refused.
        Refused = "refused",
        /// The questions are frozen.
        Frozen = "frozen",
        /// Every question is decided.
        Decided = "decided",
        /// What was to go is gone.
        Proved = "proved",
        /// The rotation, or the review, is closed.
        Closed = "closed",
    }
}

impl Reaches {
    /// Whether a runbook of this kind leads there.
    pub fn is_of(self, kind: RunbookKind) -> bool {
        match self {
            Self::ValueMade | Self::Stored | Self::Moved | Self::Refused => kind == RunbookKind::Rotation,
            Self::Frozen | Self::Decided | Self::Proved => kind == RunbookKind::Review,
            Self::Closed => matches!(kind, RunbookKind::Rotation | RunbookKind::Review),
        }
    }
}

words! {
    /// What kind of act a step is.
    Act {
        /// Somebody does something.
        Manual = "manual",
        /// Somebody chooses.
        Decision = "decision",
        /// Time passes.
        Wait = "wait",
    }
}

words! {
    /// What a piece of evidence is.
    EvidenceKind {
        /// An instant.
        Time = "time",
        /// Words; refused when they look like a secret.
        Text = "text",
        /// One of the given values.
        Choice = "choice",
        /// A number.
        Number = "number",
        /// A file, kept with its hash.
        File = "file",
        /// A search and what it found.
        Query = "query",
        /// A link.
        Link = "link",
        /// A SHA-256.
        Hash = "hash",
        /// A person's approval.
        Approval = "approval",
    }
}

words! {
    /// The language of a snippet: it decides how values are quoted.
    Language {
        /// A POSIX shell.
        Sh = "sh",
        /// SQL of the engine that the run knows.
        Sql = "sql",
        /// SQL of MySQL and MariaDB.
        Mysql = "mysql",
        /// SQL of PostgreSQL.
        Postgresql = "postgresql",
        /// PowerShell.
        Powershell = "powershell",
        /// An HTTP request.
        Http = "http",
        /// A JSON document.
        Json = "json",
        /// Plain text.
        Text = "text",
    }
}

words! {
    /// What a snippet can do to the world.
    Risk {
        /// Reads.
        ReadOnly = "ro",
        /// Changes something that can be changed back.
        Write = "write",
        /// Breaks something, or cannot be taken back: asks before it is copied.
        Danger = "danger",
    }
}

words! {
    /// What a step's button does: a fixed list, never automatic.
    Action {
        /// Shows the issuer's card.
        OpenIssuerCard = "open_issuer_card",
        /// Shows a list of secrets.
        FilterInventory = "filter_inventory",
        /// Opens an access review.
        OpenReview = "open_review",
        /// Starts another runbook and links it.
        StartRunbook = "start_runbook",
        /// Starts the clocks for notices.
        StartClocks = "start_clocks",
        /// Puts something on the watch list.
        AddWatch = "add_watch",
        /// Says that something is usual, for a while.
        AddBaseline = "add_baseline",
        /// Adds a follow-up with owner and date.
        CreateFollowup = "create_followup",
        /// Plans rotations.
        CreateRotationTasks = "create_rotation_tasks",
        /// Records a rotation.
        RecordRotation = "record_rotation",
        /// Writes a status update from the template.
        ComposeUpdate = "compose_update",
        /// Writes the report after the incident.
        ComposePostmortem = "compose_postmortem",
        /// Exports events with their hash.
        ExportEvents = "export_events",
        /// Exports an access review.
        ExportReview = "export_review",
        /// Asks CloudTrail.
        CloudtrailLookup = "cloudtrail_lookup",
        /// Takes a picture of who can read.
        AccessSnapshot = "access_snapshot",
        /// Calls Secrets Manager's RotateSecret; off unless a person turned it on.
        RotateNow = "rotate_now",
    }
}

words! {
    /// How far an action reaches.
    Reach {
        /// Reads what is stored.
        ReadLocal = "read_local",
        /// Writes what is stored.
        WriteLocal = "write_local",
        /// Reads from AWS.
        ReadCloud = "read_cloud",
        /// Changes something in AWS.
        ChangeCloud = "change_cloud",
    }
}

impl Action {
    /// How far the action reaches.
    pub fn reach(self) -> Reach {
        match self {
            Self::OpenIssuerCard | Self::FilterInventory | Self::OpenReview => Reach::ReadLocal,
            Self::CloudtrailLookup | Self::AccessSnapshot => Reach::ReadCloud,
            Self::RotateNow => Reach::ChangeCloud,
            _ => Reach::WriteLocal,
        }
    }
}
