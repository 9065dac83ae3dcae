//! The document as a whole.

use serde_json::Value;

use crate::{
    model::Part,
    rules,
    uses::{Edge, Use},
};

use super::{Comparison, Places, Subject, schemas::short};

impl<'d> Comparison<'d> {
    pub(super) fn document(&mut self) {
        let places = Places { base: self.base.place_of(&["info", "version"]), revision: self.revision.place_of(&["info", "version"]) };
        let at = (self.graph.exchange(Vec::new(), Use::default()), Edge::Same);
        let version =
            |root: &'d Value| root.pointer("/info/version").map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let (old, new) = (version(self.base.root).unwrap_or_default(), version(self.revision.root).unwrap_or_default());
        let subject = Subject::Words("the document".to_owned());
        if old != new {
            let text = format!("is version `{}`, which was `{}`", short(&new), short(&old));
            self.edit(&rules::DOCUMENT_VERSION_CHANGED, at, places, subject.clone(), text);
        }
        let places = Places { base: self.base.place_of(&["info"]), revision: self.revision.place_of(&["info"]) };
        let info = |root: &'d Value, at| root.get("info").and_then(Value::as_object).map(|map| Part { map, at });
        if let (Some(old), Some(new)) = (info(self.base.root, places.base), info(self.revision.root, places.revision)) {
            let texts = &["title", "summary", "description", "termsOfService", "contact", "license"];
            self.documentation((&[old], &[new]), texts, at, places, &subject);
            self.extensions(&[old], &[new], at, places, &subject);
        }
    }
}
