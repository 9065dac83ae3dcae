//! Lists that come in pages.

mod facts;
mod items;
mod pages;
mod pick;
mod shape;

pub use items::Items;
pub use pages::Pages;
pub use shape::{PageStyle, Paging, Total};
