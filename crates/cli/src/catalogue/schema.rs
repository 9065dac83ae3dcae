//! What a value must look like, as far as the run time's types would care.

/// What a value must look like. Bounds, patterns and formats stand in descriptions: the server
/// checks them.
#[derive(Debug)]
pub struct Schema {
    /// The form of the value.
    pub form: Form,
    /// Whether it may be null.
    pub nullable: bool,
}

/// The form of a value.
#[derive(Debug)]
pub enum Form {
    /// Anything.
    Any,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A text; one of the values, if there are any.
    Text(&'static [&'static str]),
    /// A list of these.
    List(&'static Schema),
    /// An object.
    Object {
        /// The members that the document names.
        members: &'static [Member],
        /// What other members must look like, if the document speaks of others.
        others: Option<&'static Schema>,
    },
    /// One of these.
    OneOf(&'static [&'static Schema]),
    /// The same as another.
    Same(&'static Schema),
}

/// A member of an object.
#[derive(Debug)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// The document's words; may be empty.
    pub description: &'static str,
    /// What it must look like.
    pub schema: &'static Schema,
}

impl Schema {
    /// The form, with all that only point to another followed.
    pub fn resolved(&self) -> &Form {
        let mut form = &self.form;
        // A document that goes round in circles is refused by the generator.
        while let Form::Same(schema) = form {
            form = &schema.form;
        }
        form
    }

    /// Whether null is allowed here, or by what this points to.
    pub fn allows_null(&self) -> bool {
        self.nullable
            || match &self.form {
                Form::Any => true,
                Form::Same(schema) => schema.allows_null(),
                _ => false,
            }
    }

    /// The listed values, if there are any.
    pub fn values(&self) -> &'static [&'static str] {
        match self.resolved() {
            Form::Text(values) => values,
            Form::List(items) => items.values(),
            _ => &[],
        }
    }

    /// What the items of a list must look like.
    pub fn items(&self) -> Option<&'static Self> {
        match self.resolved() {
            Form::List(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object; of anything else none.
    pub fn members(&self) -> &'static [Member] {
        match self.resolved() {
            Form::Object { members, .. } => members,
            _ => &[],
        }
    }

    /// The type in a word, for people: `string`, `list of integer`.
    pub fn word(&self) -> String {
        match self.resolved() {
            Form::Any | Form::Same(_) => "any".to_owned(),
            Form::Boolean => "boolean".to_owned(),
            Form::Integer => "integer".to_owned(),
            Form::Number => "number".to_owned(),
            Form::Text(_) => "string".to_owned(),
            Form::List(items) => format!("list of {}", items.word()),
            Form::Object { .. } => "object".to_owned(),
            Form::OneOf(schemas) => {
                let mut words: Vec<String> = schemas.iter().map(|schema| schema.word()).collect();
                words.dedup();
                words.join(" or ")
            }
        }
    }
}
