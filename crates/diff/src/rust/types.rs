//! Types of generated code as text, so that two of them can be compared.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};

/// What `type` items stand for.
pub(super) type Aliases = BTreeMap<String, syn::Type>;

/// A type as it is written by hand: paths cut down to their last name, aliases written out.
pub(super) fn text(ty: &syn::Type, aliases: &Aliases) -> String {
    let mut ty = ty.clone();
    Plain { aliases, depth: 0 }.visit_type_mut(&mut ty);
    tidy(&ty.to_token_stream().to_string())
}

/// Tokens without the spaces that nobody writes.
pub(super) fn tidy(tokens: &str) -> String {
    let mut out = tokens.to_owned();
    for (from, to) in [
        (" < ", "<"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        (" ;", ";"),
        ("& ", "&"),
        ("' ", "'"),
        (" :: ", "::"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        ("[ ", "["),
        (" ]", "]"),
    ] {
        out = out.replace(from, to);
    }
    out
}

struct Plain<'a> {
    aliases: &'a Aliases,
    depth: usize,
}

impl VisitMut for Plain<'_> {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        if let syn::Type::Path(path) = ty
            && let Some(last) = path.path.segments.last()
            && last.arguments.is_empty()
            && let Some(target) = self.aliases.get(&last.ident.to_string())
            && self.depth < 32
        {
            *ty = target.clone();
            self.depth += 1;
            self.visit_type_mut(ty);
            self.depth -= 1;
            return;
        }
        visit_mut::visit_type_mut(self, ty);
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let last = path.segments.last().cloned();
        path.leading_colon = None;
        path.segments = last.into_iter().collect();
        visit_mut::visit_path_mut(self, path);
    }
}
