//! A runbook as a text of its own: a page to read or print, or a playbook for other tools.

use keyturn_runbook::cacao::cacao_json;
use keyturn_runbook::page;
use keyturn_runbook::runbook::Runbook;

/// The form of an exported runbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The page in Markdown, includes copied in.
    Markdown,
    /// The page in HTML: nothing remote, no scripts, fit to print.
    Html,
    /// A CACAO 2.0 playbook in JSON, with manual steps only.
    Cacao,
}

impl Form {
    /// The form of a code: `markdown`, `html` or `cacao`.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Markdown, Self::Html, Self::Cacao].into_iter().find(|form| form.code() == code)
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Cacao => "cacao",
        }
    }

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Cacao => "json",
        }
    }
}

/// A runbook in a form. Placeholders stay as they are written: a page is for any incident.
pub fn text(runbook: &Runbook, form: Form) -> String {
    match form {
        Form::Markdown => page::markdown(runbook, None),
        Form::Html => page::html(runbook, None),
        Form::Cacao => cacao_json(runbook),
    }
}
