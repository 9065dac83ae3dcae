//! Reads a body to its end, within limits.

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use crate::service::{Body, ServiceError};

/// Why reading stopped before the end.
pub(crate) enum ReadFailure {
    /// The connection broke or a limit of the service ran out.
    Service(ServiceError),
    /// More bytes than allowed.
    TooLarge,
    /// gzip that is damaged or lacks its end.
    #[cfg(feature = "gzip")]
    BrokenGzip,
    /// Packed in a way that we did not ask for.
    UnknownEncoding,
}

/// How the body is packed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    None,
    #[cfg(feature = "gzip")]
    Gzip,
    Unknown,
}

pub(crate) fn packing(headers: &HeaderMap) -> Packing {
    let Some(value) = headers.get(CONTENT_ENCODING) else { return Packing::None };
    match value.to_str().map(|text| text.trim().to_ascii_lowercase()).as_deref() {
        Ok("" | "identity") => Packing::None,
        #[cfg(feature = "gzip")]
        Ok("gzip" | "x-gzip") => Packing::Gzip,
        _ => Packing::Unknown,
    }
}

/// What was read so far: it must survive when reading is given up half-way.
///
/// One piece, the usual case, is handed on without a copy.
#[derive(Default)]
pub(crate) struct Pieces {
    first: Option<Bytes>,
    rest: BytesMut,
    /// What the server says how long it will be, as far as we believe it.
    expected: usize,
}

/// A server can claim any length; memory is set aside only for this much of it.
const BELIEVED_LENGTH: usize = 1 << 20;

impl Pieces {
    fn len(&self) -> usize {
        self.first.as_ref().map_or(0, Bytes::len) + self.rest.len()
    }

    fn push(&mut self, piece: Bytes) {
        if piece.is_empty() {
            return;
        }
        if self.rest.is_empty() {
            match self.first.take() {
                None => {
                    self.first = Some(piece);
                    return;
                }
                Some(first) => {
                    self.rest.reserve(self.expected.max(first.len() + piece.len()));
                    self.rest.extend_from_slice(&first);
                }
            }
        }
        self.rest.extend_from_slice(&piece);
    }

    pub(crate) fn finish(self) -> Bytes {
        self.first.unwrap_or_else(|| self.rest.freeze())
    }
}

/// Reads a body, unpacking it if need be; the headers that are about the packed body then go, since
/// whoever hands both on would say what is not so. `cut`: at the limit, stop and keep what there is,
/// instead of failing before the first byte; for bodies of errors.
pub(crate) async fn read(headers: &mut HeaderMap, body: &mut Body, limit: usize, cut: bool, pieces: &mut Pieces) -> Option<ReadFailure> {
    let packing = packing(headers);
    let claimed = content_length(headers).unwrap_or(0);
    // The answer to a HEAD only says what there would be.
    if packing == Packing::None && !cut && claimed > limit && !body.is_at_end() {
        return Some(ReadFailure::TooLarge);
    }
    #[cfg(feature = "gzip")]
    if packing == Packing::Gzip && !body.is_at_end() {
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
    }
    pieces.expected = claimed.min(limit).min(BELIEVED_LENGTH);
    match packing {
        #[cfg(feature = "gzip")]
        Packing::Gzip => unpack(body, limit, pieces).await,
        Packing::None => collect(body, limit, pieces).await,
        Packing::Unknown => collect(body, limit, pieces).await.or(Some(ReadFailure::UnknownEncoding)),
    }
}

fn content_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

async fn collect(body: &mut Body, limit: usize, pieces: &mut Pieces) -> Option<ReadFailure> {
    while let Some(piece) = body.chunk().await {
        match piece {
            Ok(piece) => {
                let room = limit.saturating_sub(pieces.len());
                if piece.len() > room {
                    // Copied: a slice would keep the whole piece in memory.
                    pieces.push(Bytes::copy_from_slice(piece.get(..room).unwrap_or_default()));
                    return Some(ReadFailure::TooLarge);
                }
                pieces.push(piece);
            }
            Err(error) => return Some(ReadFailure::Service(error)),
        }
    }
    None
}

#[cfg(feature = "gzip")]
async fn unpack(body: &mut Body, limit: usize, pieces: &mut Pieces) -> Option<ReadFailure> {
    use crate::gzip::{Gunzip, GzipError};

    enum Step {
        GoOn,
        Over,
    }

    let mut gunzip = Gunzip::new(limit);
    // What came while nothing could be unpacked: all there is to show if it is not gzip at all.
    let mut packed = Pieces::default();
    let mut any = false;
    loop {
        let step = match body.chunk().await {
            None if !any => return None,
            None => gunzip.finish().map(|()| Step::Over),
            Some(Err(error)) => return Some(ReadFailure::Service(error)),
            Some(Ok(piece)) => {
                any |= !piece.is_empty();
                if pieces.len() == 0 && packed.len() + piece.len() <= limit {
                    packed.push(piece.clone());
                }
                gunzip.set_limit(limit.saturating_sub(pieces.len()));
                gunzip.push(&piece).map(|()| Step::GoOn)
            }
        };
        pieces.push(gunzip.take());
        match step {
            Ok(Step::GoOn) => {}
            Ok(Step::Over) => return None,
            Err(GzipError::TooLarge) => return Some(ReadFailure::TooLarge),
            Err(GzipError::Broken) if pieces.len() == 0 => {
                *pieces = packed;
                return collect(body, limit, pieces).await.or(Some(ReadFailure::BrokenGzip));
            }
            Err(GzipError::Broken) => return Some(ReadFailure::BrokenGzip),
        }
    }
}
