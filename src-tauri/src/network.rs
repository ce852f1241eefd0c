//! What the network is, as the system tells: NetworkManager over D-Bus, where there is one.
//!
//! <https://networkmanager.dev/docs/api/latest/gdbus-org.freedesktop.NetworkManager.html>

use keyturn_api::schedule::Network;

/// Asks. Where nobody tells (another system, no NetworkManager, no answer in time) the network counts as there.
#[cfg(target_os = "linux")]
pub(crate) async fn ask() -> Network {
    use std::time::Duration;

    /// How long an answer may take.
    const PATIENCE: Duration = Duration::from_secs(2);

    match tokio::time::timeout(PATIENCE, network_manager()).await {
        Ok(Ok((connectivity, metered))) => read(connectivity, metered),
        Ok(Err(error)) => {
            tracing::debug!("NetworkManager tells nothing: {error}");
            Network::There
        }
        Err(_) => Network::There,
    }
}

/// Asks nobody: the run finds out.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn ask() -> Network {
    Network::There
}

/// Its properties `Connectivity` and `Metered`.
#[cfg(target_os = "linux")]
async fn network_manager() -> zbus::Result<(u32, u32)> {
    let bus = zbus::Connection::system().await?;
    let name = "org.freedesktop.NetworkManager";
    let manager = zbus::Proxy::new(&bus, name, "/org/freedesktop/NetworkManager", name).await?;
    Ok((manager.get_property("Connectivity").await?, manager.get_property("Metered").await?))
}

/// `NMConnectivityState`: 1 is none, 2 a portal that asks to log in first. `NMMetered`: 1 is yes, 3 a guess of yes, which
/// applications should treat like it.
#[cfg(target_os = "linux")]
fn read(connectivity: u32, metered: u32) -> Network {
    match (connectivity, metered) {
        (1 | 2, _) => Network::Missing,
        (_, 1 | 3) => Network::Metered,
        _ => Network::There,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_none_and_a_portal_are_missing_and_a_guess_of_metered_counts() {
        for (connectivity, metered, network) in [
            (4, 2, Network::There),
            (4, 4, Network::There),
            (0, 0, Network::There),
            (3, 0, Network::There),
            (4, 1, Network::Metered),
            (0, 3, Network::Metered),
            (1, 2, Network::Missing),
            (2, 1, Network::Missing),
        ] {
            assert_eq!(read(connectivity, metered), network, "{connectivity} {metered}");
        }
    }
}
