use serde_json::Value;

use crate::{
    context::Context,
    finding::{Cost, Rule},
    pointer,
};

pub(crate) static RULE: Rule =
    Rule { id: "webhooks", meaning: "webhooks are requests from the vendor to you; a client has no method for them", cost: Cost::Docs };

/// Takes `webhooks` out of the document.
pub fn drop_webhooks(document: &mut Value, cx: &mut Context) {
    if !cx.allows(&RULE) {
        return;
    }
    let Some(root) = document.as_object_mut() else { return };
    if let Some(Value::Object(webhooks)) = root.shift_remove("webhooks") {
        for name in webhooks.keys() {
            cx.found(&RULE, pointer::join("#/webhooks", name), "");
        }
    }
}
