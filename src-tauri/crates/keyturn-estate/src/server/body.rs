//! A response body that breaks off: the connection closes before what was announced has been sent.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use http_body::{Frame, SizeHint};

/// So many bytes are announced; then `sent` goes out, then the connection ends.
pub(super) struct Broken {
    announced: u64,
    sent: Option<Bytes>,
}

impl Broken {
    /// Ends in the middle of the text.
    pub(super) fn truncated(text: &str) -> Self {
        let bytes = text.as_bytes();
        let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
        Self { announced: bytes.len() as u64, sent: Some(Bytes::copy_from_slice(half)) }
    }

    /// Ends before a byte has been sent, the head of the response included: nothing has been flushed by then.
    pub(super) fn reset() -> Self {
        Self { announced: 1, sent: None }
    }
}

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.sent.take() {
            // Waking and waiting once lets the connection flush what it has before it breaks.
            Some(bytes) if bytes.is_empty() => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Some(bytes) => {
                self.sent = Some(Bytes::new());
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            None => Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into()))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}
