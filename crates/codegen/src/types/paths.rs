//! The Rust types that progenitor names, in the words of our own modules.

use syn::{
    GenericArgument, PathArguments, Type, parse_quote,
    visit_mut::{self, VisitMut},
};

/// A type as it stands inside the `types` module.
pub(crate) fn owned(ty: &Type) -> Type {
    let mut ty = ty.clone();
    Words { strip_types: true }.visit_type_mut(&mut ty);
    ty
}

/// A type as it stands beside the `types` module.
pub(crate) fn local(ty: &Type) -> Type {
    let mut ty = ty.clone();
    Words { strip_types: false }.visit_type_mut(&mut ty);
    ty
}

struct Words {
    strip_types: bool,
}

impl VisitMut for Words {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty {
            let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            match names.as_slice() {
                ["chrono", "DateTime"] => {
                    *ty = parse_quote!(json::Timestamp);
                    return;
                }
                // In the prelude, and read more often than written.
                ["std", "string", "String"] | ["std", "vec", "Vec"] | ["std", "option", "Option"] | ["std", "boxed", "Box"] => {
                    let last = path.path.segments.last().cloned();
                    path.path.leading_colon = None;
                    path.path.segments = last.into_iter().collect();
                }
                ["types", _] if self.strip_types => {
                    let last = path.path.segments.last().cloned();
                    path.path.segments = last.into_iter().collect();
                }
                _ => {}
            }
        }
        visit_mut::visit_type_mut(self, ty);
    }

    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        reference.lifetime = None;
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_path_arguments_mut(&mut self, arguments: &mut PathArguments) {
        if let PathArguments::AngleBracketed(list) = arguments {
            // Lifetimes of progenitor's signatures mean nothing elsewhere.
            let kept: Vec<GenericArgument> =
                list.args.iter().filter(|argument| !matches!(argument, GenericArgument::Lifetime(_))).cloned().collect();
            list.args = kept.into_iter().collect();
        }
        visit_mut::visit_path_arguments_mut(self, arguments);
    }
}
