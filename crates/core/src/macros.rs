//! What generated code repeats for each operation.

/// Gives a generated call type its methods.
///
/// The type must have one field `call: Call`. Four forms:
///
/// ```text
/// call!(GetContact -> types::Contact, decode::json);
/// call!(ListContacts -> Vec<types::Contact>, decode::json,
///       pages Item = types::Contact, items = |page| page, shape = &PAGING);
/// call!(ListImages -> types::Images, decode::json,
///       pages Item = types::Image, items = |page| page.data.unwrap_or_default(),
///       count = |page| page.data.as_ref().map_or(0, Vec::len), shape = &PAGING);
/// call!(StreamChat -> stream types::Chunk, CHAT_STREAM);
/// ```
///
/// `items` takes a page apart; `count` says how many entries it has without doing so, and is only
/// needed where `items` cannot be written on a borrowed page.
#[macro_export]
macro_rules! call {
    ($name:ident -> stream $chunk:ty, $shape:expr $(,)?) => {
        impl $name {
            $crate::__call_options!();
            $crate::__call_stream!($chunk, $shape);
        }
    };
    ($name:ident -> $value:ty, $decode:expr $(,)?) => {
        impl $name {
            $crate::__call_options!();
            $crate::__call_send!($value, $decode);
        }
    };
    (
        $name:ident -> $value:ty, $decode:expr,
        pages Item = $item:ty, items = |$page:ident| $items:expr, shape = $shape:expr $(,)?
    ) => {
        $crate::call!(
            $name -> $value, $decode,
            pages Item = $item, items = |$page| $items, count = |$page| ($items).len(), shape = $shape
        );
    };
    (
        $name:ident -> $value:ty, $decode:expr,
        pages Item = $item:ty, items = |$page:ident| $items:expr,
        count = |$counted:ident| $count:expr, shape = $shape:expr $(,)?
    ) => {
        impl $name {
            $crate::__call_options!();
            $crate::__call_send!($value, $decode);

            // Inline: the code that decodes a page is compiled where the list is used, not for
            // every list of a vendor.
            /// The list page by page, each fetched when it is asked for.
            #[inline]
            pub fn by_page(self) -> $crate::Pages<$value> {
                #[allow(clippy::ptr_arg)]
                fn count($counted: &$value) -> usize {
                    $count
                }
                $crate::Pages::new(self.call, $shape, $decode, count)
            }

            /// The list entry by entry, each page fetched when the one before is used up.
            #[inline]
            pub fn by_item(self) -> $crate::Items<$item> {
                fn items($page: $value) -> $crate::__private::Vec<$item> {
                    $items
                }
                self.by_page().into_items(items)
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __call_options {
    () => {
        /// The limit for this call, all attempts and waits together.
        pub fn with_timeout(mut self, limit: $crate::__private::Duration) -> Self {
            self.call = self.call.with_timeout(limit);
            self
        }

        /// The limit for each attempt of this call.
        pub fn with_attempt_timeout(mut self, limit: $crate::__private::Duration) -> Self {
            self.call = self.call.with_attempt_timeout(limit);
            self
        }

        /// How many attempts follow the first.
        pub fn with_retries(mut self, retries: u32) -> Self {
            self.call = self.call.with_retries(retries);
            self
        }

        /// A header for this call only. It replaces one of the same name.
        pub fn with_header(mut self, name: &str, value: &str) -> Self {
            self.call = self.call.with_header(name, value);
            self
        }

        /// A name under which the server can recognise a repetition of this call. With it the
        /// call is sent again even if it may have been processed.
        pub fn with_idempotency_key(mut self, key: &str) -> Self {
            self.call = self.call.with_idempotency_key(key);
            self
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __call_send {
    ($value:ty, $decode:expr) => {
        /// Sends the call.
        ///
        /// # Errors
        /// Whatever goes wrong, among it every status that is not a success.
        pub async fn send(self) -> $crate::Result<$value> {
            match self.call.execute($decode).await {
                $crate::__private::Ok(answer) => $crate::__private::Ok(answer.into_value()),
                $crate::__private::Err(error) => $crate::__private::Err(error),
            }
        }

        /// Sends the call; gives status, headers and rate limit beside the value.
        ///
        /// # Errors
        /// As with `send`.
        pub async fn send_response(self) -> $crate::Result<$crate::Response<$value>> {
            self.call.execute($decode).await
        }

        /// Sends the call; gives the answer as it came, whatever its status.
        ///
        /// # Errors
        /// There was no answer, or it was larger than allowed.
        pub async fn send_raw(self) -> $crate::Result<$crate::RawResponse> {
            self.call.execute_raw().await
        }
    };
}

#[cfg(feature = "stream")]
#[doc(hidden)]
#[macro_export]
macro_rules! __call_stream {
    ($chunk:ty, $shape:expr) => {
        /// How long to wait for the first event.
        pub fn with_first_event_timeout(mut self, limit: $crate::__private::Duration) -> Self {
            self.call = self.call.with_first_event_timeout(limit);
            self
        }

        /// How long the stream may be silent.
        pub fn with_idle_timeout(mut self, limit: $crate::__private::Duration) -> Self {
            self.call = self.call.with_idle_timeout(limit);
            self
        }

        /// Sends the call and waits for the first event. Until then it is sent again like any
        /// other call; afterwards never.
        ///
        /// # Errors
        /// Whatever goes wrong before the first event.
        pub async fn stream(self) -> $crate::Result<$crate::EventStream<$chunk>> {
            self.call.execute_stream(&$shape).await
        }
    };
}

/// Without the feature `stream` there are no streams.
#[cfg(not(feature = "stream"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __call_stream {
    ($chunk:ty, $shape:expr) => {};
}
