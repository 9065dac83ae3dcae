//! Unpacks gzip while it arrives, and stops at a limit: a few bytes can unpack to gigabytes.

use std::io::{self, Write as _};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

/// Why unpacking stopped.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum GzipError {
    /// More bytes than allowed came out.
    TooLarge,
    /// It is not gzip, it is damaged, or its end is missing.
    Broken,
}

/// An unpacker for one body.
pub(crate) struct Gunzip {
    decoder: MultiGzDecoder<Sink>,
}

/// Takes what was unpacked, but no more than allowed at a time.
struct Sink {
    bytes: Vec<u8>,
    limit: usize,
    overflowed: bool,
}

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.limit {
            self.overflowed = true;
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Gunzip {
    /// `limit`: how many bytes may wait in the unpacker between two calls of [`Self::take`].
    pub(crate) fn new(limit: usize) -> Self {
        Self { decoder: MultiGzDecoder::new(Sink { bytes: Vec::new(), limit, overflowed: false }) }
    }

    /// Changes how many bytes may wait.
    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.decoder.get_mut().limit = limit;
    }

    /// Unpacks a piece.
    pub(crate) fn push(&mut self, packed: &[u8]) -> Result<(), GzipError> {
        let done = self.decoder.write_all(packed).and_then(|()| self.decoder.flush());
        done.map_err(|_| self.reason())
    }

    /// To be called at the end: an error if the body's own end is missing.
    pub(crate) fn finish(&mut self) -> Result<(), GzipError> {
        self.decoder.try_finish().map_err(|_| self.reason())
    }

    /// What was unpacked since the last call.
    pub(crate) fn take(&mut self) -> Bytes {
        Bytes::from(std::mem::take(&mut self.decoder.get_mut().bytes))
    }

    fn reason(&self) -> GzipError {
        if self.decoder.get_ref().overflowed { GzipError::TooLarge } else { GzipError::Broken }
    }
}
