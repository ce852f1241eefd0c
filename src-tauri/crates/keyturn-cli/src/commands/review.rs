//! `keyturn review` and `keyturn verify`.

mod file;
mod words;

use std::path::Path;

use keyturn_api::contract::error::CommandError;
use keyturn_api::contract::review_items::{
    ReviewActExportRequest, ReviewActRequest, ReviewDecideRequest, ReviewItemRequest, ReviewItemRow, ReviewItemsReply,
    ReviewItemsRequest, ReviewUndoRequest,
};
use keyturn_api::contract::review_pack::{HandOutRequest, PackRequest, TakeInRequest};
use keyturn_api::contract::reviews::{
    CampaignSummary, DelegationDto, LeaverDto, LeaversRequest, ReviewCloseRequest, ReviewDelegateRequest,
    ReviewRequest, ReviewerDto,
};
use keyturn_api::{Host, review_items, review_pack, reviews};

use super::Ended;
use crate::arguments::{DecideArguments, DelegateArguments, NamesArgument, OpenArguments, ReviewCommand, Which};
use crate::output::{Ending, Output};
use crate::passphrase;

/// Items that are asked for at once.
const PAGE: u32 = 1000;

/// What needs no data folder: an auditor has none.
pub(crate) async fn offline(request: &ReviewCommand, output: Output) -> Option<Ended> {
    match request {
        ReviewCommand::Open(OpenArguments { example: true, .. }) => {
            output.line(file::EXAMPLE.trim_end());
            Some(Ok(Ending::Done))
        }
        ReviewCommand::Diff { before, after } => Some(diff(before, after, output).await),
        _ => None,
    }
}

/// `keyturn verify PACK`. Exits 1 where anything does not hold.
pub(crate) async fn verify(pack: &Path, output: Output) -> Ended {
    let reply = review_pack::verify(None, pack).await?;
    output.reply(&reply, words::verified);
    Ok(if reply.holds { Ending::Done } else { Ending::Findings })
}

async fn diff(before: &Path, after: &Path, output: Output) -> Ended {
    let reply = review_pack::diff(before, after).await?;
    output.reply(&reply, words::differences);
    let same = reply.added.is_empty() && reply.removed.is_empty() && reply.changed.is_empty();
    Ok(if same { Ending::Done } else { Ending::Findings })
}

/// `keyturn review …`.
pub(crate) async fn run(host: &Host, request: ReviewCommand, output: Output) -> Ended {
    match request {
        ReviewCommand::Open(request) => return open(host, request, output).await,
        ReviewCommand::List => output.reply(&reviews::list(host).await?, words::campaigns),
        ReviewCommand::Show { which } => {
            let id = campaign(host, which).await?;
            output.reply(&reviews::show(host, ReviewRequest { id }).await?, words::campaign);
        }
        ReviewCommand::Items { which, item: Some(item), .. } => {
            let id = campaign(host, which).await?;
            output.reply(&review_items::show(host, ReviewItemRequest { id, item }).await?, words::item);
        }
        ReviewCommand::Items { which, item: None, tab, reviewer, limit } => {
            let id = campaign(host, which).await?;
            let asked =
                ReviewItemsRequest { id, tab, reviewer, limit: limit.unwrap_or(u32::MAX), ..Default::default() };
            output.reply(&items(host, asked).await?, words::items);
        }
        ReviewCommand::Decide(request) => return decide(host, request, output).await,
        ReviewCommand::Undo { which, decision } => {
            let id = campaign(host, which).await?;
            let reply = review_items::undo(host, ReviewUndoRequest { id, undo: decision }).await?;
            output.reply(&reply, words::undone);
        }
        ReviewCommand::Delegate(request) => {
            let id = campaign(host, request.which_of()).await?;
            let reply = reviews::delegate(host, ReviewDelegateRequest { id, delegation: request.into() }).await?;
            output.reply(&reply, words::campaign);
        }
        ReviewCommand::HandOut { which, file, reviewer, recipient } => {
            let id = campaign(host, which).await?;
            let passphrase = if recipient.is_none() { Some(packet_passphrase(true)?) } else { None };
            let asked = HandOutRequest { id, reviewer, passphrase, recipient };
            let reply = review_pack::hand_out(host, asked, file).await?;
            output.reply(&reply, words::file);
        }
        ReviewCommand::TakeIn { file, identity, preview } => {
            let packet = review_pack::text_file(&file)?.text;
            let identity = identity.map(|path| review_pack::text_file(&path)).transpose()?.map(|file| file.text);
            let passphrase = if identity.is_none() { Some(packet_passphrase(false)?) } else { None };
            let reply = review_pack::take_in(host, TakeInRequest { packet, passphrase, identity, preview }).await?;
            output.reply(&reply, |output, reply| words::taken_in(output, reply, preview));
        }
        ReviewCommand::Act { which, item, out } => {
            let id = campaign(host, which).await?;
            if let Some(path) = out {
                let format = if path.extension().is_some_and(|of| of == "csv") { "csv" } else { "md" }.to_owned();
                let asked = ReviewActExportRequest { id, format };
                output.reply(&review_items::act_export(host, asked, path).await?, words::file);
            } else {
                let reply = review_items::act(host, ReviewActRequest { id, item }).await?;
                output.reply(&reply, |output, reply| output.line(&reply.markdown));
            }
        }
        ReviewCommand::Close { which, second, statement, second_statement } => {
            let id = campaign(host, which).await?;
            let asked = ReviewCloseRequest { id, second, lead_statement: statement, second_statement };
            output.reply(&reviews::close(host, asked).await?, words::campaign);
        }
        ReviewCommand::Pack { which, path, names } => {
            let id = campaign(host, which).await?;
            let zip = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
            let reply = review_pack::write(host, PackRequest { id, names: code(names), zip }, path).await?;
            output.reply(&reply, words::pack);
        }
        ReviewCommand::Diff { before, after } => return diff(&before, &after, output).await,
    }
    Ok(Ending::Done)
}

/// Opens, or shows what it would hold: then exits 1 where it could not be opened so.
async fn open(host: &Host, request: OpenArguments, output: Output) -> Ended {
    let Some(path) = &request.file else { return Ok(Ending::Done) };
    let leavers = leavers(host, &request, output).await?;
    let asked = file::read(path, request.anyway, leavers)?;
    if request.preview {
        let preview = reviews::preview(host, asked).await?;
        output.reply(&preview, words::preview);
        return Ok(if preview.faults.is_empty() { Ending::Done } else { Ending::Findings });
    }
    output.reply(&reviews::open(host, asked).await?, words::campaign);
    Ok(Ending::Done)
}

/// Who of the list is a principal. Lines that match nobody or cannot be read are named, never dropped silently.
async fn leavers(host: &Host, request: &OpenArguments, output: Output) -> Result<Vec<LeaverDto>, CommandError> {
    let Some(path) = &request.leavers else { return Ok(Vec::new()) };
    let asked = LeaversRequest {
        text: review_pack::text_file(path)?.text,
        user_column: request.user_column.clone(),
        mail_column: request.mail_column.clone(),
        left_column: request.left_column.clone(),
    };
    if asked.user_column.is_none() && asked.mail_column.is_none() {
        let found = reviews::leavers(host, asked).await?;
        let columns = found.columns.join(", ");
        return Err(CommandError::bad_request(format!(
            "{} has the columns {columns}: name one with --user-column or --mail-column",
            path.display()
        )));
    }
    let found = reviews::leavers(host, asked).await?;
    for fault in &found.faults {
        output.complain(&format!("{}: {fault}", path.display()));
    }
    for one in &found.unmatched {
        output.complain(&format!("{}:{}: {} {} is no principal here", path.display(), one.line, one.user, one.mail));
    }
    Ok(found.matched)
}

/// Every item that is asked for, page by page.
async fn items(host: &Host, asked: ReviewItemsRequest) -> Result<ReviewItemsReply, CommandError> {
    let mut all: Vec<ReviewItemRow> = Vec::new();
    loop {
        let have = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let limit = PAGE.min(asked.limit.saturating_sub(have));
        let page = review_items::list(host, ReviewItemsRequest { offset: have, limit, ..asked.clone() }).await?;
        let whole = page.items.len() < limit as usize || limit < PAGE;
        all.extend(page.items);
        if whole {
            return Ok(ReviewItemsReply { total: page.total, items: all });
        }
    }
}

async fn decide(host: &Host, request: DecideArguments, output: Output) -> Ended {
    let id = campaign(host, request.which).await?;
    let DecideArguments { decision, items, note, to, stay, .. } = request;
    let asked = ReviewDecideRequest { id, items, decision, note, to, keep: stay, seconds: None };
    let reply = review_items::decide(host, asked).await?;
    output.reply(&reply, words::decided);
    Ok(match (reply.decided, reply.refused.is_empty()) {
        (_, true) => Ending::Done,
        (0, false) => Ending::Nothing,
        (_, false) => Ending::InPart,
    })
}

/// The campaign that is meant.
async fn campaign(host: &Host, which: Which) -> Result<String, CommandError> {
    let known = reviews::list(host).await?.campaigns;
    let fits = |one: &&CampaignSummary| match &which.review {
        Some(text) => one.id == *text || one.name == *text || one.period == *text,
        None => one.state != "closed",
    };
    let mut fitting = known.iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one.id.clone()),
        (Some(_), Some(_)) => Err(CommandError::bad_request(format!(
            "more than one campaign fits: name one with --review: {}",
            known.iter().filter(fits).map(|one| format!("{} ({})", one.id, one.name)).collect::<Vec<_>>().join(", ")
        ))),
        _ => Err(CommandError::bad_request(match which.review {
            Some(text) => format!("no campaign is called {text:?}: keyturn review list"),
            None => "no campaign is open: keyturn review open FILE, or name one with --review".to_owned(),
        })),
    }
}

fn packet_passphrase(new: bool) -> Result<String, CommandError> {
    let passphrase = passphrase::for_packet(new).ok_or_else(|| {
        CommandError::bad_request(
            "a passphrase is needed: type it on a terminal, or name its file with KEYTURN_PACKET_PASSPHRASE_FILE"
                .to_owned(),
        )
    })?;
    Ok(passphrase.to_string())
}

fn code(names: NamesArgument) -> String {
    match names {
        NamesArgument::Full => "full",
        NamesArgument::Short => "short",
        NamesArgument::None => "none",
    }
    .to_owned()
}

impl DelegateArguments {
    fn which_of(&self) -> Which {
        Which { review: self.which.review.clone() }
    }
}

impl From<DelegateArguments> for DelegationDto {
    fn from(of: DelegateArguments) -> Self {
        let to = ReviewerDto {
            name: of.to,
            identities: of.identity,
            owners: Vec::new(),
            paths: of.path.clone(),
            tags: Vec::new(),
        };
        Self { from: of.from, to, paths: of.path, reason: of.reason, until: of.until }
    }
}
