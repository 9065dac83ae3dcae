//! Operations: what a path item, its references and its shared parameters say of each.

use serde_json::Value;
use switchboard_spec::walk::METHODS;

use super::{Model, Part, Place, ROOT, items, members};

/// An operation, of a path, a webhook or a callback.
#[derive(Clone)]
pub(crate) struct Operation<'d> {
    /// In lower case, as in the document.
    pub(crate) method: &'static str,
    /// The path, the name of the webhook, or the expression of the callback.
    pub(crate) path: &'d str,
    /// The operation itself.
    pub(crate) part: Part<'d>,
    /// The path item, and what it refers to.
    pub(crate) items: Vec<Part<'d>>,
    pub(crate) parameters: Vec<Parameter<'d>>,
}

/// A parameter of an operation.
#[derive(Clone, Copy)]
pub(crate) struct Parameter<'d> {
    pub(crate) name: &'d str,
    /// `in`.
    pub(crate) place: &'d str,
    pub(crate) part: Part<'d>,
    /// For one of the path: which of the path's variables it is.
    pub(crate) position: Option<usize>,
    /// Where it is listed: a reference, or the object itself.
    pub(crate) site: Place,
}

/// An object that a name leads to: a media type, a response, a header.
#[derive(Clone, Copy)]
pub(crate) struct Held<'d> {
    pub(crate) name: &'d str,
    pub(crate) part: Part<'d>,
    /// Where it is used: a reference, or the object itself.
    pub(crate) site: Place,
}

/// The media types of a body, an answer or a parameter.
pub(crate) type Content<'d> = Vec<Held<'d>>;

impl<'d> Operation<'d> {
    /// `GET /contacts/{id}`.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// The operationId.
    pub(crate) fn id(&self) -> Option<&'d str> {
        self.text("operationId")
    }

    pub(crate) fn text(&self, key: &str) -> Option<&'d str> {
        self.part.map.get(key).and_then(Value::as_str)
    }

    /// What stands under `key` in the operation or, failing that, in its path item.
    pub(crate) fn own_or_shared(&self, key: &str) -> Option<(&'d Value, Part<'d>)> {
        std::iter::once(&self.part).chain(&self.items).find_map(|part| Some((part.map.get(key)?, *part)))
    }

    /// The path with the names of its variables left out: they mean nothing to anybody.
    pub(crate) fn shape(&self) -> String {
        shape(self.path)
    }
}

/// A path with the names of its variables left out.
fn shape(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((_, after)) = after.split_once('}') else { break };
        out.push_str("{}");
        rest = after;
    }
    out.push_str(rest);
    // A slash at the end is the same address to a reader and another one to a server.
    out
}

/// The names of a path's variables, in order.
fn variables(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The operations of all paths, in the order of the document.
pub(crate) fn operations<'d>(model: &mut Model<'d>) -> Vec<Operation<'d>> {
    let root = model.root;
    let at = model.pointers.member(ROOT, "paths");
    of_items(model, root.get("paths"), at)
}

/// The operations of all webhooks.
pub(crate) fn webhooks<'d>(model: &mut Model<'d>) -> Vec<Operation<'d>> {
    let root = model.root;
    let at = model.pointers.member(ROOT, "webhooks");
    of_items(model, root.get("webhooks"), at)
}

/// The operations of a map of path items.
fn of_items<'d>(model: &mut Model<'d>, paths: Option<&'d Value>, at: Place) -> Vec<Operation<'d>> {
    let mut out = Vec::new();
    for (path, item) in members(paths).filter(|(path, _)| !path.starts_with("x-")) {
        let at = model.pointers.member(at, path);
        let mut parts: Vec<Part<'d>> = Vec::new();
        let found = model.resolve(item, at);
        // What stands beside a reference is of this path alone, and comes first.
        for (value, at) in [(item, at), found] {
            if let Value::Object(map) = value
                && !parts.iter().any(|part| std::ptr::eq(part.map, map))
            {
                parts.push(Part { map, at });
            }
        }
        for method in METHODS {
            let Some((value, part)) = parts.iter().find_map(|part| Some((part.map.get(*method)?, *part))) else { continue };
            let at = model.pointers.member(part.at, method);
            let (value, at) = model.resolve(value, at);
            let Value::Object(map) = value else { continue };
            let part = Part { map, at };
            let parameters = parameters(model, path, part, &parts);
            out.push(Operation { method, path, part, items: parts.clone(), parameters });
        }
    }
    out
}

fn parameters<'d>(model: &mut Model<'d>, path: &'d str, operation: Part<'d>, items: &[Part<'d>]) -> Vec<Parameter<'d>> {
    let mut out: Vec<Parameter<'d>> = Vec::new();
    for holder in std::iter::once(&operation).chain(items) {
        let list = model.pointers.member(holder.at, "parameters");
        for (index, value) in self::items(holder.map.get("parameters")).enumerate() {
            let site = model.pointers.item(list, index);
            let (value, at) = model.resolve(value, site);
            let Value::Object(map) = value else { continue };
            let text = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or_default();
            let (name, place) = (text("name"), text("in"));
            if out.iter().any(|known| known.name == name && known.place == place) || is_ignored(name, place) {
                continue;
            }
            let position = (place == "path").then(|| variables(path).position(|variable| variable == name)).flatten();
            out.push(Parameter { name, place, part: Part { map, at }, position, site });
        }
    }
    out
}

/// OpenAPI: parameters of these names are ignored.
fn is_ignored(name: &str, place: &str) -> bool {
    place == "header" && ["accept", "content-type", "authorization"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

impl<'d> Model<'d> {
    /// What the object `part` holds under `key`, by name, references followed.
    pub(crate) fn held(&mut self, part: Part<'d>, key: &'d str) -> Vec<Held<'d>> {
        let map = self.pointers.member(part.at, key);
        // Only the statuses of answers stand among extensions: `x-total` under `headers` is a header.
        let extended = key == "responses";
        let found: Vec<(&'d String, &'d Value)> =
            members(part.map.get(key)).filter(|(name, _)| !(extended && name.starts_with("x-"))).collect();
        found
            .into_iter()
            .filter_map(|(name, value)| {
                let site = self.pointers.member(map, name);
                let (value, at) = self.resolve(value, site);
                value.as_object().map(|map| Held { name, part: Part { map, at }, site })
            })
            .collect()
    }

    /// The object under `key`, references followed.
    pub(crate) fn object(&mut self, part: Part<'d>, key: &'d str) -> Option<Part<'d>> {
        let value = part.map.get(key)?;
        let at = self.pointers.member(part.at, key);
        let (value, at) = self.resolve(value, at);
        value.as_object().map(|map| Part { map, at })
    }

    /// The operations of an operation's callbacks: name, and operation.
    pub(crate) fn callbacks(&mut self, operation: &Operation<'d>) -> Vec<(&'d str, Operation<'d>)> {
        let held = self.held(operation.part, "callbacks");
        let mut out = Vec::new();
        for callback in held {
            // A callback is a map of path items under expressions.
            let found: Vec<(&'d String, &'d Value)> = callback.part.map.iter().filter(|(key, _)| !key.starts_with("x-")).collect();
            for (expression, item) in found {
                let at = self.pointers.member(callback.part.at, expression);
                let (item, at) = self.resolve(item, at);
                let Value::Object(map) = item else { continue };
                let part = Part { map, at };
                for method in METHODS {
                    let Some(own) = self.object(part, method) else { continue };
                    let parameters = parameters(self, expression, own, &[part]);
                    out.push((callback.name, Operation { method, path: expression, part: own, items: vec![part], parameters }));
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_path_variables_mean_nothing() {
        assert_eq!(shape("/a/{id}/b/{x}.json"), shape("/a/{contact_id}/b/{y}.json"));
        assert_ne!(shape("/a/{id}"), shape("/a/b"));
        assert_eq!(variables("/a/{id}/b/{x}").collect::<Vec<_>>(), ["id", "x"]);
    }
}
