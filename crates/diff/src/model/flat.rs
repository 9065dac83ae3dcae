//! What the parts of a schema say together, in one spelling.
//!
//! | spelling | reads as |
//! |---|---|
//! | `nullable`, `type: [T, null]`, a union with null | asked of the slot, not kept here |
//! | `exclusiveMinimum: true`, `exclusiveMinimum: 3` | a bound that is exclusive |
//! | `exclusiveMinimum: 3`, `minimum: 3.5` of an integer | `minimum: 4` |
//! | `const: a`, `oneOf: [{const: a}, {const: b}]` | `enum` |
//! | `oneOf: [{type: string}, {type: integer}]` | `type: [string, integer]` |
//! | `format: byte`, `format: binary` | `contentEncoding`, `contentMediaType` |
//! | `minLength: 0`, `uniqueItems: false`, `additionalProperties: true` | nothing |
//! | `dependencies` | `dependentRequired`, `dependentSchemas` |
//! | a list of `items` | `prefixItems` |

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    BOUNDS, Bound, Model, NodeId, Place, Types,
    bounds::narrows,
    fold::{listed, named_types},
    items, members,
    node::{Part, UNIONS, union_members},
};

/// Something that a part says.
#[derive(Clone, Copy)]
pub(crate) struct Located<'d, T> {
    pub(crate) value: T,
    /// The part that says it.
    pub(crate) part: Part<'d>,
    /// The keyword that says it.
    pub(crate) keyword: &'static str,
}

/// A schema that another one holds, with the keyword that holds it.
pub(crate) type Inner<'d> = Located<'d, (&'d Value, Place)>;

/// A `oneOf` or an `anyOf`.
pub(crate) struct Union<'d> {
    pub(crate) keyword: &'static str,
    pub(crate) part: Part<'d>,
    /// Place in the list, and schema; without null.
    pub(crate) members: Vec<(usize, &'d Value)>,
}

/// What a schema says.
pub(crate) struct Flat<'d> {
    pub(crate) types: Types,
    /// The part that says `type`, if one does.
    pub(crate) typed: Option<Part<'d>>,
    /// The values of an `enum`, without null.
    pub(crate) values: Option<Vec<Located<'d, &'d Value>>>,
    /// One for each of [`BOUNDS`].
    pub(crate) bounds: [Option<Located<'d, Bound>>; BOUNDS.len()],
    pub(crate) multiples: Vec<Located<'d, f64>>,
    pub(crate) patterns: Vec<Located<'d, &'d str>>,
    pub(crate) format: Option<Located<'d, &'d str>>,
    pub(crate) encoding: Option<Located<'d, &'d str>>,
    pub(crate) media_type: Option<Located<'d, &'d str>>,
    pub(crate) unique: Option<Part<'d>>,
    pub(crate) properties: BTreeMap<&'d str, Vec<(&'d Value, Part<'d>)>>,
    pub(crate) required: BTreeMap<&'d str, Part<'d>>,
    pub(crate) dependent_required: BTreeMap<(&'d str, &'d str), Part<'d>>,
    /// Schemas by keyword: `items`, `additionalProperties`, `not` …
    pub(crate) single: BTreeMap<&'static str, Vec<Inner<'d>>>,
    /// Schemas by keyword and name: `patternProperties`, `dependentSchemas`.
    pub(crate) named: BTreeMap<(&'static str, &'d str), Vec<Inner<'d>>>,
    pub(crate) prefix: Vec<Vec<(&'d Value, Part<'d>)>>,
    pub(crate) unions: Vec<Union<'d>>,
    /// A union of nothing but values or types was read as a list of them.
    pub(crate) folded: bool,
}

/// Keywords that hold one schema.
pub(crate) const SINGLE: [&str; 11] = [
    "items",
    "contains",
    "additionalProperties",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "not",
    "if",
    "then",
    "else",
    "contentSchema",
];

impl<'d> Flat<'d> {
    /// What the schema `id` of `model` says.
    pub(crate) fn of(model: &mut Model<'d>, id: NodeId) -> Self {
        Self::read(model, id, true)
    }

    /// The same, with every union left as it is.
    pub(crate) fn unfolded(model: &mut Model<'d>, id: NodeId) -> Self {
        Self::read(model, id, false)
    }

    fn read(model: &mut Model<'d>, id: NodeId, fold: bool) -> Self {
        let node = model.get(id);
        let never = node.never;
        let parts = node.parts.clone();
        let mut flat = Self {
            types: if never { Types::NOTHING } else { Types::ANY },
            typed: None,
            values: None,
            bounds: [None; BOUNDS.len()],
            multiples: Vec::new(),
            patterns: Vec::new(),
            format: None,
            encoding: None,
            media_type: None,
            unique: None,
            properties: BTreeMap::new(),
            required: BTreeMap::new(),
            dependent_required: BTreeMap::new(),
            single: BTreeMap::new(),
            named: BTreeMap::new(),
            prefix: Vec::new(),
            unions: Vec::new(),
            folded: false,
        };
        for part in &parts {
            flat.types(*part);
            flat.values(*part);
            flat.numbers(*part);
            flat.strings(*part);
            flat.arrays(*part, model);
            flat.objects(*part, model);
            flat.applicators(*part, model);
        }
        flat.unions(&parts, fold);
        if flat.types == Types::ANY {
            flat.types = match &flat.values {
                Some(values) if !values.is_empty() => {
                    values.iter().map(|value| Types::of_value(value.value)).fold(Types::NOTHING, Types::or)
                }
                _ => parts.iter().filter_map(|part| Types::spoken_of(part.map)).reduce(Types::and).unwrap_or(Types::ANY),
            };
        }
        flat.whole_bounds();
        flat.leave_out_what_cannot_matter();
        flat
    }

    fn types(&mut self, part: Part<'d>) {
        let Some(types) = Types::stated(part.map) else { return };
        // `type: null` and nothing else: whether null is accepted is asked of the slot.
        self.types = self.types.and(types);
        self.typed.get_or_insert(part);
    }

    fn values(&mut self, part: Part<'d>) {
        let located = |value, keyword| Located { value, part, keyword };
        if let Some(Value::Array(values)) = part.map.get("enum") {
            self.meet(values.iter().filter(|value| !value.is_null()).map(|value| located(value, "enum")).collect());
        }
        if let Some(value) = part.map.get("const").filter(|value| !value.is_null()) {
            self.meet(vec![located(value, "const")]);
        }
    }

    /// Only what all parts list is accepted.
    fn meet(&mut self, mut values: Vec<Located<'d, &'d Value>>) {
        let mut seen: Vec<&Value> = Vec::new();
        values.retain(|value| {
            let new = !seen.contains(&value.value);
            seen.push(value.value);
            new
        });
        self.values = Some(match self.values.take() {
            None => values,
            Some(known) => known.into_iter().filter(|known| values.iter().any(|value| value.value == known.value)).collect(),
        });
    }

    fn numbers(&mut self, part: Part<'d>) {
        for (index, known) in BOUNDS.iter().enumerate() {
            let number = |keyword: &str| part.map.get(keyword).and_then(Value::as_f64);
            let mut found = Vec::new();
            let exclusive = match known.keyword {
                "minimum" => Some("exclusiveMinimum"),
                "maximum" => Some("exclusiveMaximum"),
                _ => None,
            };
            if let Some(value) = number(known.keyword) {
                let is_exclusive = exclusive.is_some_and(|keyword| part.map.get(keyword) == Some(&Value::Bool(true)));
                found.push(Located { value: Bound { value, exclusive: is_exclusive }, part, keyword: known.keyword });
            }
            if let Some((keyword, value)) = exclusive.and_then(|keyword| Some((keyword, number(keyword)?))) {
                found.push(Located { value: Bound { value, exclusive: true }, part, keyword });
            }
            for bound in found {
                let tighter = self.bounds[index].is_none_or(|old| narrows(old.value, bound.value, known.lower));
                if tighter {
                    self.bounds[index] = Some(bound);
                }
            }
        }
        if let Some(value) = part.map.get("multipleOf").and_then(Value::as_f64)
            && !self.multiples.iter().any(|known| known.value == value)
        {
            self.multiples.push(Located { value, part, keyword: "multipleOf" });
        }
    }

    fn strings(&mut self, part: Part<'d>) {
        let text = |keyword: &'static str| part.map.get(keyword).and_then(Value::as_str).map(|value| Located { value, part, keyword });
        if let Some(pattern) = text("pattern")
            && !self.patterns.iter().any(|known| known.value == pattern.value)
        {
            self.patterns.push(pattern);
        }
        if let Some(format) = text("format") {
            match format.value {
                "byte" | "base64" => self.encoding = self.encoding.or(Some(Located { value: "base64", ..format })),
                "binary" => self.media_type = self.media_type.or(Some(Located { value: "application/octet-stream", ..format })),
                _ => self.format = self.format.or(Some(format)),
            }
        }
        self.encoding = self.encoding.or(text("contentEncoding"));
        self.media_type = self.media_type.or(text("contentMediaType"));
    }

    fn arrays(&mut self, part: Part<'d>, model: &mut Model<'d>) {
        if part.map.get("uniqueItems") == Some(&Value::Bool(true)) {
            self.unique.get_or_insert(part);
        }
        let (tuple, rest) = match part.map.get("items") {
            Some(list @ Value::Array(_)) => (Some(list), part.map.get("additionalItems").map(|rest| ("additionalItems", rest))),
            one => (part.map.get("prefixItems"), one.map(|one| ("items", one))),
        };
        for (index, item) in items(tuple).enumerate() {
            if self.prefix.len() <= index {
                self.prefix.push(Vec::new());
            }
            self.prefix[index].push((item, part));
        }
        if let Some((keyword, schema)) = rest {
            self.hold("items", keyword, schema, part, model);
        }
    }

    fn objects(&mut self, part: Part<'d>, model: &mut Model<'d>) {
        for (name, schema) in members(part.map.get("properties")) {
            self.properties.entry(name).or_default().push((schema, part));
        }
        for name in items(part.map.get("required")).filter_map(Value::as_str) {
            self.required.entry(name).or_insert(part);
        }
        let dependent = members(part.map.get("dependentRequired")).chain(members(part.map.get("dependencies")));
        for (name, needs) in dependent {
            for needed in items(Some(needs)).filter_map(Value::as_str) {
                self.dependent_required.entry((name, needed)).or_insert(part);
            }
        }
        for keyword in ["patternProperties", "dependentSchemas", "dependencies"] {
            for (name, schema) in members(part.map.get(keyword)).filter(|(_, schema)| !schema.is_array()) {
                let map = model.pointers.member(part.at, keyword);
                let at = model.pointers.member(map, name);
                let known = if keyword == "dependencies" { "dependentSchemas" } else { keyword };
                self.named.entry((known, name)).or_default().push(Located { value: (schema, at), part, keyword });
            }
        }
    }

    fn applicators(&mut self, part: Part<'d>, model: &mut Model<'d>) {
        // `then` and `else` mean nothing without `if`.
        let conditional = part.map.contains_key("if");
        for keyword in SINGLE {
            let skipped = keyword == "items" || (matches!(keyword, "then" | "else") && !conditional);
            if let Some(schema) = part.map.get(keyword).filter(|_| !skipped) {
                self.hold(keyword, keyword, schema, part, model);
            }
        }
    }

    fn hold(&mut self, known: &'static str, keyword: &'static str, schema: &'d Value, part: Part<'d>, model: &mut Model<'d>) {
        // What accepts everything asks for nothing; `not` refuses everything then.
        let free = match schema {
            Value::Bool(accepts) => *accepts,
            Value::Object(map) => map.is_empty(),
            _ => true,
        };
        if free && !matches!(known, "not" | "if" | "contains") {
            return;
        }
        let at = model.pointers.member(part.at, keyword);
        self.single.entry(known).or_default().push(Located { value: (schema, at), part, keyword });
    }

    fn unions(&mut self, parts: &[Part<'d>], fold: bool) {
        for part in parts {
            for keyword in UNIONS {
                let Some((members, _)) = union_members(part.map, keyword) else { continue };
                if members.len() < 2 {
                    continue;
                }
                if let Some(values) = listed(&members, *part, keyword).filter(|_| fold) {
                    self.folded = true;
                    self.meet(values);
                } else if let Some(types) = named_types(&members).filter(|_| fold) {
                    self.folded = true;
                    self.types = self.types.and(types);
                    self.typed.get_or_insert(*part);
                } else {
                    self.unions.push(Union { keyword, part: *part, members });
                }
            }
        }
    }

    /// No integer is between two whole numbers.
    fn whole_bounds(&mut self) {
        if self.types != Types::INTEGER {
            return;
        }
        for (known, found) in BOUNDS.iter().zip(&mut self.bounds).filter(|(known, _)| known.types == Types::NUMBER) {
            if let Some(found) = found {
                found.value = found.value.of_integers(known.lower);
            }
        }
    }

    /// A length says nothing about a number.
    fn leave_out_what_cannot_matter(&mut self) {
        let types = self.types;
        let matters = |wanted: Types| !types.and(wanted).is_empty();
        let has_contains = self.single.contains_key("contains");
        for (known, found) in BOUNDS.iter().zip(&mut self.bounds) {
            let counts = !known.keyword.ends_with("Contains") || has_contains;
            let unsaid = found.is_some_and(|bound| known.unsaid == Some(bound.value.value));
            if unsaid || !counts || !matters(known.types) {
                *found = None;
            }
        }
        if !matters(Types::NUMBER) {
            self.multiples.clear();
        }
        if !matters(Types::STRING) {
            self.patterns.clear();
        }
        if !matters(Types::ARRAY) {
            self.unique = None;
        }
    }

    /// Whether it says nothing about what is accepted.
    pub(crate) fn is_free(&self) -> bool {
        self.types == Types::ANY
            && self.values.is_none()
            && self.bounds.iter().all(Option::is_none)
            && self.multiples.is_empty()
            && self.patterns.is_empty()
            && self.format.is_none()
            && self.encoding.is_none()
            && self.media_type.is_none()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.dependent_required.is_empty()
            && self.single.is_empty()
            && self.named.is_empty()
            && self.prefix.is_empty()
            && self.unions.is_empty()
    }

    /// Whether it leaves everything to the members of a union.
    pub(crate) fn is_union(&self) -> bool {
        !self.unions.is_empty() && self.properties.is_empty() && self.values.is_none() && self.single.is_empty() && self.required.is_empty()
    }

    /// Whether members that are not named are refused.
    pub(crate) fn is_closed(&self) -> bool {
        let refuses =
            |keyword: &str| self.single.get(keyword).is_some_and(|all| all.iter().any(|inner| inner.value.0 == &Value::Bool(false)));
        refuses("additionalProperties") || refuses("unevaluatedProperties")
    }
}
