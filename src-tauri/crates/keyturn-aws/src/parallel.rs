//! Doing several things at once, but not too many.

use std::future::Future;

use tokio::task::JoinSet;

/// Runs `run` on every item, at most `at_once` at a time, and gives the results in the items' order.
///
/// Dropping the future stops what has not ended.
pub(crate) async fn in_parallel<T, R, F, Fut>(items: Vec<T>, at_once: usize, run: F) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R> + Send + 'static,
    R: Send + 'static,
{
    in_parallel_heard(items, at_once, run, |_| ()).await
}

/// The same; `heard` is told how many have ended, after each.
pub(crate) async fn in_parallel_heard<T, R, F, Fut>(
    items: Vec<T>,
    at_once: usize,
    run: F,
    heard: impl Fn(usize),
) -> Vec<R>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = R> + Send + 'static,
    R: Send + 'static,
{
    let mut running = JoinSet::new();
    let mut results: Vec<(usize, R)> = Vec::with_capacity(items.len());
    let mut waiting = items.into_iter().enumerate();
    loop {
        while running.len() < at_once.max(1) {
            let Some((index, item)) = waiting.next() else { break };
            let work = run(item);
            running.spawn(async move { (index, work.await) });
        }
        match running.join_next().await {
            None => break,
            Some(Ok(result)) => {
                results.push(result);
                heard(results.len());
            }
            Some(Err(failed)) if failed.is_panic() => std::panic::resume_unwind(failed.into_panic()),
            // Only a set that is dropped cancels its tasks, and then nobody waits here.
            Some(Err(_)) => {}
        }
    }
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn keeps_the_order_and_the_bound() {
        let running = Arc::new(AtomicUsize::new(0));
        let most = Arc::new(AtomicUsize::new(0));
        let results = in_parallel((0..50).collect(), 4, |item: usize| {
            let (running, most) = (Arc::clone(&running), Arc::clone(&most));
            async move {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                for _ in 0..=(50 - item) {
                    tokio::task::yield_now().await;
                }
                running.fetch_sub(1, Ordering::SeqCst);
                item * 2
            }
        })
        .await;
        assert_eq!(results, (0..50).map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(most.load(Ordering::SeqCst), 4);
    }
}
