//! Answers: their statuses, bodies, headers and links.

use serde_json::Value;

use crate::{
    effect::{Effect, Effects, Tolerance},
    model::{Held, Part},
    rules,
};

use super::{Comparison, Context, Places, Subject, bodies::Contents, operations::Matched};

impl<'d> Comparison<'d> {
    pub(super) fn responses(&mut self, matched: &Matched<'_, 'd>) {
        let same = |a: &Held<'d>, b: &Held<'d>| a.name.eq_ignore_ascii_case(b.name);
        // `2XX` beside `2xx` is one status, described twice: the first counts.
        let once = |all: Vec<Held<'d>>| {
            all.into_iter().fold(Vec::new(), |mut kept: Vec<Held<'d>>, response| {
                if !kept.iter().any(|known| same(known, &response)) {
                    kept.push(response);
                }
                kept
            })
        };
        let old = once(self.base.held(matched.base.part, "responses"));
        let new = once(self.revision.held(matched.revision.part, "responses"));
        for base in &old {
            match new.iter().find(|revision| same(base, revision)) {
                Some(revision) => self.response(matched, *base, *revision),
                None => self.status_went(matched, *base, (&old, &new)),
            }
        }
        for revision in new.iter().filter(|revision| !old.iter().any(|base| same(base, revision))) {
            self.status_came(matched, *revision, &old);
        }
    }

    fn status_went(&mut self, matched: &Matched<'_, 'd>, base: Held<'d>, (_, new): (&[Held<'d>], &[Held<'d>])) {
        let list = self.revision_list(matched);
        let places = Places { base: base.site, revision: list };
        let at = self.here(matched.number, matched.got);
        let subject = Subject::Words(matched.title());
        let text = format!("no longer answers `{}`", base.name);
        match class(base.name) {
            Class::Success => {
                // Another success that is read in the same way will do.
                let alike = new.iter().any(|other| class(other.name) == Class::Success && self.same_body(base.part, other.part));
                let tolerance = if alike { Tolerance::AnySuccess } else { Tolerance::Nothing };
                let effects = Effects { tolerance, ..rules::RESPONSE_STATUS_REMOVED.effects };
                self.edit_with(&rules::RESPONSE_STATUS_REMOVED, effects, at, places, subject, text);
            }
            Class::Default => self.edit(&rules::RESPONSE_DEFAULT_CHANGED, at, places, subject, text),
            Class::Other => self.edit(&rules::ERROR_STATUS_REMOVED, at, places, subject, text),
        }
    }

    fn status_came(&mut self, matched: &Matched<'_, 'd>, revision: Held<'d>, old: &[Held<'d>]) {
        let base = if matched.base.part.map.contains_key("responses") {
            self.base.pointers.member(matched.base.part.at, "responses")
        } else {
            matched.base.part.at
        };
        let places = Places { base, revision: revision.site };
        let at = self.here(matched.number, matched.got);
        let subject = Subject::Words(matched.title());
        let text = format!("can answer `{}`", revision.name);
        match class(revision.name) {
            Class::Success => {
                let alike = old.iter().any(|other| class(other.name) == Class::Success && self.same_body(other.part, revision.part));
                let effects = match alike {
                    true => Effects { response: Effect::Widened, tolerance: Tolerance::AnySuccess, ..rules::RESPONSE_STATUS_ADDED.effects },
                    false => rules::RESPONSE_STATUS_ADDED.effects,
                };
                self.edit_with(&rules::RESPONSE_STATUS_ADDED, effects, at, places, subject, text);
            }
            Class::Default => self.edit(&rules::RESPONSE_DEFAULT_CHANGED, at, places, subject, text),
            Class::Other => self.edit(&rules::ERROR_STATUS_ADDED, at, places, subject, text),
        }
    }

    fn revision_list(&mut self, matched: &Matched<'_, 'd>) -> crate::model::Place {
        if matched.revision.part.map.contains_key("responses") {
            self.revision.pointers.member(matched.revision.part.at, "responses")
        } else {
            matched.revision.part.at
        }
    }

    /// Whether two answers have the same body.
    fn same_body(&mut self, base: Part<'d>, revision: Part<'d>) -> bool {
        let (old, new) = (self.base.held(base, "content"), self.revision.held(revision, "content"));
        if old.len() != new.len() {
            return false;
        }
        old.iter().all(|old| {
            new.iter().filter(|new| super::bodies::essence(new.name) == super::bodies::essence(old.name)).any(|new| {
                match (old.part.map.get("schema"), new.part.map.get("schema")) {
                    (None, None) => true,
                    (Some(a), Some(b)) => {
                        let at = (self.base.pointers.member(old.part.at, "schema"), self.revision.pointers.member(new.part.at, "schema"));
                        let (a, b) = (self.base.slot(a, at.0), self.revision.slot(b, at.1));
                        self.equal(&a, &b)
                    }
                    _ => false,
                }
            })
        })
    }

    fn response(&mut self, matched: &Matched<'_, 'd>, base: Held<'d>, revision: Held<'d>) {
        let at = self.here(matched.number, matched.got);
        let title = format!("answer `{}` of {}", revision.name, matched.title());
        let subject = Subject::Words(title.clone());
        let places = Places { base: base.part.at, revision: revision.part.at };
        self.documentation((&[base.part], &[revision.part]), &["description"], at, places, &subject);
        self.extensions(&[base.part], &[revision.part], at, places, &subject);
        let links = |part: Part<'d>| part.map.get("links");
        if links(base.part) != links(revision.part) {
            let side = |part: Part<'d>| if links(part).is_some() { Ok(part) } else { Err(part.at) };
            let places = self.keyword(side(base.part), side(revision.part), "links");
            self.edit(&rules::LINKS_CHANGED, at, places, subject.clone(), "has other links");
        }
        let (old, new) = (self.base.held(base.part, "content"), self.revision.held(revision.part, "content"));
        match (old.is_empty(), new.is_empty()) {
            (true, true) => {}
            (true, false) => {
                let places = Places { revision: self.revision.pointers.member(revision.part.at, "content"), ..places };
                self.edit(&rules::RESPONSE_BODY_ADDED, at, places, subject, "has a body");
            }
            (false, true) => {
                let places = Places { base: self.base.pointers.member(base.part.at, "content"), ..places };
                self.edit(&rules::RESPONSE_BODY_REMOVED, at, places, subject, "no longer has a body");
            }
            (false, false) => {
                let rules = (&rules::RESPONSE_MEDIA_TYPE_REMOVED, &rules::RESPONSE_MEDIA_TYPE_ADDED);
                self.contents(&Contents { base: base.part, revision: revision.part, old, new, at, subject: title.clone(), rules });
            }
        }
        self.headers(matched, base.part, revision.part, &title);
    }

    fn headers(&mut self, matched: &Matched<'_, 'd>, base: Part<'d>, revision: Part<'d>, answer: &str) {
        // The media type has its own place.
        let named = |held: &Held<'d>| !held.name.eq_ignore_ascii_case("content-type");
        let old: Vec<Held<'d>> = self.base.held(base, "headers").into_iter().filter(named).collect();
        let new: Vec<Held<'d>> = self.revision.held(revision, "headers").into_iter().filter(named).collect();
        let required = |held: &Held<'d>| held.part.map.get("required") == Some(&Value::Bool(true));
        let at = self.here(matched.number, matched.got);
        for from in &old {
            let subject = Subject::Words(format!("header `{}` of {answer}", from.name));
            let Some(to) = new.iter().find(|to| to.name.eq_ignore_ascii_case(from.name)) else {
                let lacking =
                    if revision.map.contains_key("headers") { self.revision.pointers.member(revision.at, "headers") } else { revision.at };
                let places = Places { base: from.site, revision: lacking };
                let effect = if required(from) { Effect::Widened } else { Effect::Dropped };
                let effects = Effects { response: effect, ..rules::RESPONSE_HEADER_REMOVED.effects };
                let text = if required(from) { "is gone, and was always there" } else { "is gone" };
                self.edit_with(&rules::RESPONSE_HEADER_REMOVED, effects, at, places, subject, text);
                continue;
            };
            let changed = match (required(from), required(to)) {
                (true, false) => Some((&rules::RESPONSE_HEADER_BECAME_OPTIONAL, "may be missing")),
                (false, true) => Some((&rules::RESPONSE_HEADER_BECAME_REQUIRED, "is always there")),
                _ => None,
            };
            if let Some((rule, text)) = changed {
                let side = |part: Part<'d>| if part.map.contains_key("required") { Ok(part) } else { Err(part.at) };
                let places = self.keyword(side(from.part), side(to.part), "required");
                self.edit(rule, at, places, subject.clone(), text);
            }
            let places = Places { base: from.part.at, revision: to.part.at };
            self.documentation((&[from.part], &[to.part]), &["description", "example", "examples"], at, places, &subject);
            self.schema_of(from.part, to.part, at, Context { required: Some((required(from), required(to))), xml: false });
        }
        for to in new.iter().filter(|to| !old.iter().any(|from| from.name.eq_ignore_ascii_case(to.name))) {
            let lacking = if base.map.contains_key("headers") { self.base.pointers.member(base.at, "headers") } else { base.at };
            let places = Places { base: lacking, revision: to.site };
            let subject = Subject::Words(format!("header `{}` of {answer}", to.name));
            self.edit(&rules::RESPONSE_HEADER_ADDED, at, places, subject, "is new");
        }
    }
}

#[derive(PartialEq)]
enum Class {
    Success,
    Default,
    Other,
}

fn class(status: &str) -> Class {
    match status {
        "default" => Class::Default,
        status if status.starts_with('2') => Class::Success,
        _ => Class::Other,
    }
}
