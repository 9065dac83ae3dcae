//! Error bodies whose type depends on the status.

use std::any::{Any, TypeId};

use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The documented error bodies of an operation, if there are several: an enum with a variant for
/// each. [`Error::typed`](crate::Error::typed) chooses by the status of the answer.
///
/// Generated code implements it with [`errors_by_status!`](crate::errors_by_status).
pub trait ErrorByStatus: DeserializeOwned + 'static {
    /// The body of an answer with this status.
    fn read(status: StatusCode, body: Value) -> Self;
}

/// Reads the error bodies of an operation, whose type is not known here.
#[derive(Clone, Copy)]
pub(crate) struct ErrorReader {
    type_id: fn() -> TypeId,
    read: fn(StatusCode, Value) -> Box<dyn Any>,
}

impl ErrorReader {
    pub(crate) fn of<E: ErrorByStatus>() -> Self {
        Self { type_id: TypeId::of::<E>, read: |status, body| Box::new(E::read(status, body)) }
    }

    /// The body, if it is this type that is read here.
    pub(super) fn read<E: 'static>(&self, status: StatusCode, body: &[u8]) -> Option<Option<E>> {
        if (self.type_id)() != TypeId::of::<E>() {
            return None;
        }
        let body = serde_json::from_slice(body).ok();
        Some(body.and_then(|body| (self.read)(status, body).downcast().ok()).map(|read| *read))
    }
}

/// Makes a union the error bodies of an operation: says which member each status has.
///
/// ```text
/// errors_by_status!(CreatePetError { 400 | 422 => Problem(Problem), 500..=599 => Outage(Outage) });
/// ```
///
/// A body that is not what its status promises is `Unknown`; a status that is not listed is read as
/// whichever member fits best.
#[macro_export]
macro_rules! errors_by_status {
    ($name:ident { $($status:pat => $variant:ident($type:ty)),* $(,)? }) => {
        impl $crate::ErrorByStatus for $name {
            fn read(status: $crate::http::StatusCode, body: ::serde_json::Value) -> Self {
                #[allow(unreachable_patterns)]
                match status.as_u16() {
                    $($status => match <$type as $crate::json::Member>::read(&body) {
                        ::std::result::Result::Ok(member) => Self::$variant(member),
                        ::std::result::Result::Err(_) => Self::Unknown(body),
                    },)*
                    _ => <Self as $crate::json::Member>::read(&body).unwrap_or(Self::Unknown(body)),
                }
            }
        }
    };
}
