//! Sources.

use keyturn_domain::source::{Accounts, Source};

use crate::contract::error::CommandError;
use crate::contract::secrets::TagDto;
use crate::contract::sources::{ProfileDto, SourceAccounts, SourceDto, SourcesReply, SourcesSaveRequest};
use crate::host::Host;

/// The sources that are set up, and the profiles that could be.
pub async fn show(host: &Host) -> Result<SourcesReply, CommandError> {
    let app = host.app()?;
    let sources = app.sources().await?;
    let found = app.profiles().await;
    Ok(SourcesReply {
        sources: sources.into_iter().map(source_dto).collect(),
        profiles: found
            .profiles
            .into_iter()
            .map(|profile| ProfileDto {
                name: profile.name,
                region: profile.region.map(|region| region.to_string()),
                sign_in: profile.sign_in.code().to_owned(),
            })
            .collect(),
        environment: found.environment,
        problem: found.problem,
    })
}

/// Replaces the sources.
pub async fn save(host: &Host, request: SourcesSaveRequest) -> Result<SourcesReply, CommandError> {
    let sources = request.sources.into_iter().map(source).collect::<Result<Vec<_>, _>>()?;
    host.app()?.save_sources(sources).await?;
    show(host).await
}

/// Sets up the made-up organisation as the only source, unless sources are set up already.
pub async fn save_demo(host: &Host, role: &str, regions: &[String]) -> Result<(), CommandError> {
    if show(host).await?.sources.is_empty() {
        let accounts = SourceAccounts::Organization { role: role.to_owned() };
        let source = SourceDto::new(None, accounts, regions.to_vec());
        save(host, SourcesSaveRequest { sources: vec![source] }).await?;
    }
    Ok(())
}

fn source_dto(source: Source) -> SourceDto {
    SourceDto {
        profile: source.profile,
        accounts: match source.accounts {
            Accounts::Own => SourceAccounts::Own,
            Accounts::Organization { role } => SourceAccounts::Organization { role },
            Accounts::List { role, accounts } => {
                SourceAccounts::List { role, accounts: accounts.iter().map(ToString::to_string).collect() }
            }
        },
        regions: source.regions.iter().map(ToString::to_string).collect(),
        enabled_regions: source.enabled_regions,
        external_id: source.external_id,
        session_tags: source.session_tags.into_iter().map(|(key, value)| TagDto { key, value }).collect(),
    }
}

pub(crate) fn source(dto: SourceDto) -> Result<Source, CommandError> {
    let bad = |error: String| CommandError::bad_request(error);
    Ok(Source {
        profile: dto.profile,
        accounts: match dto.accounts {
            SourceAccounts::Own => Accounts::Own,
            SourceAccounts::Organization { role } => Accounts::Organization { role },
            SourceAccounts::List { role, accounts } => Accounts::List {
                role,
                accounts: accounts
                    .iter()
                    .map(|id| id.trim().parse())
                    .collect::<Result<_, keyturn_domain::account::NotAnAccountId>>()
                    .map_err(|error| bad(error.to_string()))?,
            },
        },
        regions: dto
            .regions
            .iter()
            .map(|code| code.trim().parse())
            .collect::<Result<_, keyturn_domain::account::NotARegion>>()
            .map_err(|error| bad(error.to_string()))?,
        enabled_regions: dto.enabled_regions,
        external_id: dto.external_id.filter(|id| !id.is_empty()),
        session_tags: dto.session_tags.into_iter().map(|tag| (tag.key, tag.value)).collect(),
    })
}
