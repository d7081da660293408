//! A connection with time limits for the client.
//!
//! actix-http has a limit for the head of a connection's first request and for an idle
//! connection. It has none for the heads of later requests, for bodies, and for responses
//! that the client does not read: each such client would hold a descriptor for ever.

use std::{
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

use crate::web::connection::ReadDeadline;

/// A stream that ends when its client is too slow.
///
/// Reading: the first byte of a request starts the time for its head. The request's
/// middleware starts the time for its body, and ends it. When the time is over, the stream
/// reports the end of the input, so that a response can still be written.
///
/// Writing: the time starts when the client's buffers are full, and ends when all that
/// actix-http had to write (32 KiB at most) is written. When it is over, writing fails.
/// In this time, nothing is read: actix-http would collect 128 KiB of further requests, and
/// poll again and again when it has them.
pub struct TimedStream<T> {
    stream: T,
    reading: Rc<ReadDeadline>,
    head_timeout: Duration,
    write_timeout: Duration,
    write_deadline: Option<Instant>,
    /// Whether a read waits for the end of `write_deadline`.
    read_waits: bool,
    /// One timer for both deadlines. It is set anew only when it fires, which is rare.
    timer: Option<Pin<Box<Sleep>>>,
}

impl<T> TimedStream<T> {
    /// Wraps a stream.
    pub fn new(stream: T, head_timeout: Duration, write_timeout: Duration) -> Self {
        Self {
            stream,
            reading: Rc::default(),
            head_timeout,
            write_timeout,
            write_deadline: None,
            read_waits: false,
            timer: None,
        }
    }

    /// Returns the deadline of what the client has begun to send.
    pub fn reading(&self) -> Rc<ReadDeadline> {
        Rc::clone(&self.reading)
    }

    /// Completes at `deadline`, and wakes the task then.
    fn poll_deadline(&mut self, context: &mut Context<'_>, deadline: Instant) -> Poll<()> {
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if deadline < timer.deadline() {
            timer.as_mut().reset(deadline);
        }
        // It may have been set for an earlier deadline that no longer counts.
        while timer.as_mut().poll(context).is_ready() {
            if timer.deadline() >= deadline {
                return Poll::Ready(());
            }
            timer.as_mut().reset(deadline);
        }
        Poll::Pending
    }

    /// Waits until the client reads, or fails if it has not done so in time.
    fn poll_blocked<R>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<R>> {
        let timeout = self.write_timeout;
        let deadline = *self.write_deadline.get_or_insert_with(|| Instant::now() + timeout);
        ready!(self.poll_deadline(context, deadline));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read the response")))
    }

    /// Returns whether the client takes the response too slowly, although it reads.
    fn is_write_overdue(&self) -> bool {
        self.write_deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for TimedStream<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.write_deadline.is_some() {
            self.read_waits = true;
            return Poll::Pending;
        }
        let deadline = self.reading.get();
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            self.reading.expire();
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        if let Poll::Ready(result) = Pin::new(&mut self.stream).poll_read(context, buffer) {
            if deadline.is_none() && buffer.filled().len() > before {
                self.reading.set(Some(Instant::now() + self.head_timeout));
            }
            return Poll::Ready(result);
        }
        let Some(deadline) = deadline else { return Poll::Pending };
        ready!(self.poll_deadline(context, deadline));
        self.reading.expire();
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for TimedStream<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_write_overdue() {
            return self.poll_blocked(context);
        }
        match Pin::new(&mut self.stream).poll_write(context, bytes) {
            Poll::Pending => self.poll_blocked(context),
            written @ Poll::Ready(_) => written,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_flush(context) {
            Poll::Pending => self.poll_blocked(context),
            flushed @ Poll::Ready(_) => {
                // actix-http flushes only when all bytes are written.
                self.write_deadline = None;
                if std::mem::take(&mut self.read_waits) {
                    context.waker().wake_by_ref();
                }
                flushed
            }
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_shutdown(context) {
            Poll::Pending => self.poll_blocked(context),
            closed @ Poll::Ready(_) => closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    const HEAD: Duration = Duration::from_millis(20);
    const WRITE: Duration = Duration::from_millis(20);

    /// Longer than any of the waits takes.
    const FOREVER: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_head_that_does_not_end_is_cut_off_and_silence_before_it_is_not() {
        let (mut client, server) = duplex(1_024);
        let mut server = TimedStream::new(server, HEAD, WRITE);
        let silent = tokio::time::timeout(HEAD * 3, server.read_u8()).await;
        assert!(silent.is_err(), "nothing has begun, so nothing is late");
        client.write_all(b"G").await.unwrap();
        assert_eq!(server.read_u8().await.unwrap(), b'G');
        let end = tokio::time::timeout(FOREVER, server.read(&mut [0; 8])).await.expect("it is cut off");
        assert_eq!(end.unwrap(), 0);
        assert!(server.reading().is_expired());
    }

    #[tokio::test]
    async fn bytes_that_drip_do_not_extend_the_deadline() {
        let (mut client, server) = duplex(1_024);
        let mut server = TimedStream::new(server, HEAD, WRITE);
        let drip = async {
            while client.write_all(b"x").await.is_ok() {
                tokio::time::sleep(HEAD / 10).await;
            }
        };
        let read = async { while server.read(&mut [0; 8]).await.unwrap() > 0 {} };
        tokio::select! {
            () = drip => unreachable!("the stream is open"),
            () = read => {}
            () = tokio::time::sleep(FOREVER) => panic!("it is not cut off"),
        }
    }

    #[tokio::test]
    async fn a_removed_deadline_does_not_fire() {
        let (mut client, server) = duplex(1_024);
        let mut server = TimedStream::new(server, HEAD, WRITE);
        client.write_all(b"G").await.unwrap();
        server.read_u8().await.unwrap();
        server.reading().set(None);
        assert!(tokio::time::timeout(HEAD * 3, server.read_u8()).await.is_err());
        assert!(!server.reading().is_expired());
    }

    #[tokio::test]
    async fn a_client_that_does_not_read_is_cut_off() {
        let (_client, server) = duplex(16);
        let mut server = TimedStream::new(server, HEAD, WRITE);
        let written = tokio::time::timeout(FOREVER, server.write_all(&[0; 64])).await.expect("it is cut off");
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn reading_continues_when_the_client_has_read_the_response() {
        let (mut client, server) = duplex(16);
        let mut server = TimedStream::new(server, FOREVER, FOREVER);
        client.write_all(b"next").await.unwrap();
        let mut read = [0; 4];
        server.write_all(&[0; 16]).await.unwrap();
        let begin = std::future::poll_fn(|context| {
            let mut stream = Pin::new(&mut server);
            let is_blocked = stream.as_mut().poll_write(context, &[0; 64]).is_pending();
            let waits = stream.as_mut().poll_read(context, &mut ReadBuf::new(&mut read)).is_pending();
            Poll::Ready((is_blocked, waits))
        });
        assert_eq!(begin.await, (true, true), "nothing is read while the client does not read");
        client.read_exact(&mut [0; 16]).await.unwrap();
        server.flush().await.unwrap();
        assert_eq!(server.read(&mut read).await.unwrap(), 4);
    }
}
