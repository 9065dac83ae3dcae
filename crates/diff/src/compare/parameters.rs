//! Parameters of operations.

use serde_json::Value;

use crate::{
    effect::{Effect, Effects, Tolerance},
    model::{Flat, Held, Parameter, Part, Types},
    rules::{self, Rule},
    uses::{Edge, Origin},
};

use super::{Comparison, Context, Places, Subject, operations::Matched};

/// A parameter in both documents.
struct Both<'d> {
    base: Parameter<'d>,
    revision: Parameter<'d>,
    at: (Origin, Edge),
    subject: Subject,
}

const TEXTS: &[&str] = &["description", "example", "examples"];

impl<'d> Comparison<'d> {
    pub(super) fn parameters(&mut self, matched: &Matched<'_, 'd>) {
        let (old, new) = (&matched.base.parameters, &matched.revision.parameters);
        let mut taken = vec![false; new.len()];
        let mut left = Vec::new();
        for parameter in old {
            match (0..new.len()).find(|to| !taken[*to] && same(parameter, &new[*to])) {
                Some(to) => {
                    taken[to] = true;
                    self.parameter(matched, *parameter, new[to]);
                }
                None => left.push(*parameter),
            }
        }
        for parameter in left {
            // A variable of the path that is not declared is still a variable of the path.
            let in_path = |to: usize| parameter.place == "path" || new[to].place == "path";
            let moved = (0..new.len()).find(|to| !taken[*to] && new[*to].name == parameter.name && !in_path(*to));
            if let Some(to) = moved {
                taken[to] = true;
                self.parameter_moved(matched, parameter, new[to]);
            } else if parameter.place != "path" || parameter.position.is_none() {
                self.parameter_went(matched, parameter);
            }
        }
        for (_, parameter) in new.iter().enumerate().filter(|(index, _)| !taken[*index]) {
            if parameter.place != "path" || parameter.position.is_none() {
                self.parameter_came(matched, *parameter);
            }
        }
    }

    fn parameter_came(&mut self, matched: &Matched<'_, 'd>, parameter: Parameter<'d>) {
        let list = lists_of(matched);
        let base = list.0.map_or(matched.base.part.at, |part| self.base.pointers.member(part.at, "parameters"));
        let places = Places { base, revision: parameter.site };
        let (rule, text) = match required(parameter) {
            true => (&rules::REQUIRED_PARAMETER_ADDED, "is new and required"),
            false => (&rules::PARAMETER_ADDED, "is new"),
        };
        let at = self.here(matched.number, matched.sent);
        self.edit(rule, at, places, Subject::Words(title(parameter, matched)), text);
    }

    fn parameter_went(&mut self, matched: &Matched<'_, 'd>, parameter: Parameter<'d>) {
        let list = lists_of(matched);
        let revision = list.1.map_or(matched.revision.part.at, |part| self.revision.pointers.member(part.at, "parameters"));
        let places = Places { base: parameter.site, revision };
        let (rule, text) = match required(parameter) {
            true => (&rules::REQUIRED_PARAMETER_REMOVED, "is gone, and was required"),
            false => (&rules::PARAMETER_REMOVED, "is gone"),
        };
        let at = self.here(matched.number, matched.sent);
        self.edit(rule, at, places, Subject::Words(title(parameter, matched)), text);
    }

    fn parameter_moved(&mut self, matched: &Matched<'_, 'd>, base: Parameter<'d>, revision: Parameter<'d>) {
        let places =
            Places { base: self.base.pointers.member(base.part.at, "in"), revision: self.revision.pointers.member(revision.part.at, "in") };
        let text = format!("is sent in the {}, which was the {}", place(revision.place), place(base.place));
        let at = self.here(matched.number, matched.sent);
        self.edit(&rules::PARAMETER_MOVED, at, places, Subject::Words(title(revision, matched)), text);
        self.parameter_schemas(&Both { base, revision, at, subject: Subject::Words(title(revision, matched)) });
    }

    fn parameter(&mut self, matched: &Matched<'_, 'd>, base: Parameter<'d>, revision: Parameter<'d>) {
        let at = self.here(matched.number, matched.sent);
        let both = Both { base, revision, at, subject: Subject::Words(title(revision, matched)) };
        let is = |parameter: Parameter<'d>, word: &str| parameter.part.map.get(word) == Some(&Value::Bool(true));
        // Those of the path are always there.
        if base.place != "path" {
            self.flag(
                &both,
                "required",
                is,
                (&rules::PARAMETER_BECAME_REQUIRED, "is required"),
                (&rules::PARAMETER_BECAME_OPTIONAL, "may be left out"),
            );
        }
        self.flag(
            &both,
            "deprecated",
            is,
            (&rules::PARAMETER_DEPRECATED, "is deprecated"),
            (&rules::PARAMETER_UNDEPRECATED, "is no longer deprecated"),
        );
        if base.place == "query" {
            let allowed = (&rules::PARAMETER_RESERVED_ALLOWED, "may have reserved characters unescaped");
            self.flag(&both, "allowReserved", is, allowed, (&rules::PARAMETER_RESERVED_REFUSED, "must have reserved characters escaped"));
            let allowed = (&rules::PARAMETER_EMPTY_ALLOWED, "may be empty");
            self.flag(&both, "allowEmptyValue", is, allowed, (&rules::PARAMETER_EMPTY_REFUSED, "may not be empty"));
        }
        let (old, new) = ([base.part], [revision.part]);
        let places = Places { base: base.part.at, revision: revision.part.at };
        self.promises((&old, &new), at, places, &both.subject);
        self.documentation((&old, &new), TEXTS, at, places, &both.subject);
        self.extensions(&old, &new, at, places, &both.subject);
        self.style(&both);
        self.parameter_schemas(&both);
    }

    /// A word that is `true` or not there.
    fn flag(
        &mut self,
        both: &Both<'d>,
        keyword: &'static str,
        is: impl Fn(Parameter<'d>, &str) -> bool,
        added: (&'static Rule, &str),
        removed: (&'static Rule, &str),
    ) {
        let (rule, text) = match (is(both.base, keyword), is(both.revision, keyword)) {
            (false, true) => added,
            (true, false) => removed,
            _ => return,
        };
        let side = |part: Part<'d>| if part.map.contains_key(keyword) { Ok(part) } else { Err(part.at) };
        let places = self.keyword(side(both.base.part), side(both.revision.part), keyword);
        self.edit(rule, both.at, places, both.subject.clone(), text);
    }

    fn style(&mut self, both: &Both<'d>) {
        let (old, new) = (written(both.base), written(both.revision));
        if old == new || both.base.part.map.contains_key("content") || both.revision.part.map.contains_key("content") {
            return;
        }
        // A plain value is written the same way by all but two styles.
        if !self.is_structured(both) {
            let marked = |style: &str| ["label", "matrix"].contains(&style).then(|| style.to_owned());
            if marked(old.0) == marked(new.0) {
                return;
            }
        }
        let keyword = if old.0 == new.0 { "explode" } else { "style" };
        let side = |part: Part<'d>| if part.map.contains_key(keyword) { Ok(part) } else { Err(part.at) };
        let places = self.keyword(side(both.base.part), side(both.revision.part), keyword);
        let words = |(style, explode): (&str, bool)| format!("`{style}` {} `explode`", if explode { "with" } else { "without" });
        let text = format!("is written as {}, which was {}", words(new), words(old));
        self.edit(&rules::PARAMETER_STYLE_CHANGED, both.at, places, both.subject.clone(), text);
    }

    /// Whether a list or an object can stand there, in both documents.
    fn is_structured(&mut self, both: &Both<'d>) -> bool {
        let schema = |part: Part<'d>| part.map.get("schema");
        let (Some(old), Some(new)) = (schema(both.base.part), schema(both.revision.part)) else { return true };
        let at = (self.base.pointers.member(both.base.part.at, "schema"), self.revision.pointers.member(both.revision.part.at, "schema"));
        let (old, new) = (self.base.slot(old, at.0), self.revision.slot(new, at.1));
        let types = [Flat::of(&mut self.base, old.node).types, Flat::of(&mut self.revision, new.node).types];
        types.iter().all(|types| !types.and(Types::ARRAY.or(Types::OBJECT)).is_empty())
    }

    fn parameter_schemas(&mut self, both: &Both<'d>) {
        let (base, revision) = (both.base.part, both.revision.part);
        let old = self.base.held(base, "content");
        let new = self.revision.held(revision, "content");
        let kinds = |content: &[Held<'d>]| -> Vec<String> { content.iter().map(|held| super::bodies::essence(held.name)).collect() };
        if kinds(&old) != kinds(&new) {
            let keyword = |content: &[Held<'d>]| if content.is_empty() { "schema" } else { "content" };
            let places = Places {
                base: self.base.pointers.member(base.at, keyword(&old)),
                revision: self.revision.pointers.member(revision.at, keyword(&new)),
            };
            let words =
                |content: &[Held<'d>]| content.first().map_or_else(|| "by its style".to_owned(), |held| format!("as `{}`", held.name));
            let text = format!("is written {}, which was {}", words(&new), words(&old));
            self.edit(&rules::PARAMETER_CONTENT_CHANGED, both.at, places, both.subject.clone(), text);
        }
        let held = |content: &[Held<'d>], whole: Part<'d>| content.first().map_or(whole, |held| held.part);
        let required = (required(both.base), required(both.revision));
        self.schema_of(held(&old, base), held(&new, revision), both.at, Context { required: Some(required), xml: false });
    }

    /// The schemas of two objects that may have one each.
    pub(super) fn schema_of(&mut self, base: Part<'d>, revision: Part<'d>, (origin, edge): (Origin, Edge), context: Context) {
        let (old, new) = (base.map.get("schema"), revision.map.get("schema"));
        if old.is_none() && new.is_none() {
            return;
        }
        let mut place = (base.at, revision.at);
        if old.is_some() {
            place.0 = self.base.pointers.member(base.at, "schema");
        }
        if new.is_some() {
            place.1 = self.revision.pointers.member(revision.at, "schema");
        }
        match (old, new) {
            (Some(old), Some(new)) => {
                let (old, new) = (self.base.slot(old, place.0), self.revision.slot(new, place.1));
                self.slots(&old, &new, origin, edge, context);
            }
            (old, new) => {
                // No schema accepts everything. One that is missing has no address of its own.
                let there = match (old, new) {
                    (Some(old), _) => {
                        let slot = self.base.slot(old, place.0);
                        Flat::of(&mut self.base, slot.node).is_free()
                    }
                    (_, Some(new)) => {
                        let slot = self.revision.slot(new, place.1);
                        Flat::of(&mut self.revision, slot.node).is_free()
                    }
                    _ => true,
                };
                if there {
                    return;
                }
                let places = Places { base: place.0, revision: place.1 };
                let (rule, text) = if new.is_some() {
                    (&rules::TYPE_NARROWED, "was anything and has a schema")
                } else {
                    (&rules::TYPE_WIDENED, "had a schema and is anything")
                };
                let effect = if new.is_some() { Effect::Narrowed } else { Effect::Widened };
                let effects = Effects { request: effect, response: effect, tolerance: Tolerance::Nothing };
                let subject = if new.is_some() { Subject::Revision(place.1) } else { Subject::Base(place.0) };
                self.edit_with(rule, effects, (origin, edge), places, subject, text);
            }
        }
    }
}

/// The objects that list the parameters of an operation.
fn lists_of<'d>(matched: &Matched<'_, 'd>) -> (Option<Part<'d>>, Option<Part<'d>>) {
    let has = |part: Part<'d>| part.map.contains_key("parameters").then_some(part);
    (has(matched.base.part), has(matched.revision.part))
}

fn same(base: &Parameter<'_>, revision: &Parameter<'_>) -> bool {
    match (base.place, revision.place) {
        ("path", "path") => base.position == revision.position,
        ("header", "header") => base.name.eq_ignore_ascii_case(revision.name),
        (old, new) => old == new && base.name == revision.name,
    }
}

pub(super) fn required(parameter: Parameter<'_>) -> bool {
    parameter.place == "path" || parameter.part.map.get("required") == Some(&Value::Bool(true))
}

/// Style and `explode`, with what holds where they are left out.
fn written(parameter: Parameter<'_>) -> (&str, bool) {
    let usual = if matches!(parameter.place, "path" | "header") { "simple" } else { "form" };
    let style = parameter.part.map.get("style").and_then(Value::as_str).unwrap_or(usual);
    let explode = parameter.part.map.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    (style, explode)
}

fn place(place: &str) -> &str {
    match place {
        "header" => "headers",
        "cookie" => "cookies",
        other => other,
    }
}

fn title(parameter: Parameter<'_>, matched: &Matched<'_, '_>) -> String {
    format!("{} parameter `{}` of {}", parameter.place, parameter.name, matched.title())
}
