//! Lists: filtered, a page at a time, with their true totals.

use serde_json::{Map, Value, json};

use super::{Player, concrete, store::Store, template};
use crate::{
    check::Checked,
    document::Operation,
    facts::Paging,
    reply::{Payload, Reply},
};

/// Items on a page when nobody says.
const USUAL: usize = 10;

/// Which items are asked for.
#[derive(Clone, Copy, Debug)]
struct Page {
    /// From 1.
    number: usize,
    size: usize,
    start: usize,
    total: usize,
}

impl Page {
    fn pages(self) -> usize {
        self.total.div_ceil(self.size.max(1))
    }

    fn next(self) -> Option<usize> {
        (self.start.saturating_add(self.size) < self.total).then(|| self.number.saturating_add(1))
    }

    fn previous(self) -> Option<usize> {
        (self.number > 1).then_some(self.number - 1)
    }
}

impl Player {
    pub(super) fn show_list(&self, store: &mut Store, operation: &Operation, request: &Checked, list: &str, place: &str) -> Reply {
        let path = concrete(list, request, None);
        if operation.method == "GET" {
            self.look(store, &path);
        }
        self.fill(store, list, &path);
        let items: Vec<Value> = store.list(&path).values().filter(|item| self.is_wanted(operation, request, list, item)).cloned().collect();
        let none = Paging::default();
        let paging = operation.facts.paging.as_ref();
        let page = self.page(operation, paging.unwrap_or(&none), request, items.len());
        let schema = self.place_schema(operation, place);
        let schema = crate::document::join(&schema, "items");
        let shown: Vec<Value> =
            items.into_iter().skip(page.start).take(page.size).map(|item| self.project(&schema, &item, &path)).collect();
        let mut reply = self.reply_with(operation, place, None, &path);
        if let Payload::Json(answer) = &mut reply.content {
            template::set(answer, place, Value::Array(shown));
            if let Some(paging) = paging {
                count(answer, paging, page);
            }
        }
        if let Some(paging) = paging {
            count_in_headers(&mut reply, operation, paging, page);
        }
        reply
    }

    /// Which items are asked for; without any way of paging, all.
    fn page(&self, operation: &Operation, paging: &Paging, request: &Checked, total: usize) -> Page {
        let number = |name: &Option<String>| {
            let name = name.as_ref()?;
            let sent = request.query.get(name).or_else(|| {
                let parameter = operation.parameters.iter().find(|parameter| parameter.name == *name)?;
                self.document.at(parameter.schema.as_deref()?).get("default")
            });
            let sent = sent?;
            let whole = sent.as_u64().and_then(|number| usize::try_from(number).ok());
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a negative number is none")]
            whole.or_else(|| sent.as_f64().map(|number| number.max(0.0) as usize))
        };
        let is_paged = paging.page.is_some() || paging.start.is_some() || paging.token.is_some();
        let size = number(&paging.size).or_else(|| number(&paging.limit)).unwrap_or(if is_paged { USUAL } else { usize::MAX });
        let token = paging.token.as_ref().and_then(|name| request.query.get(name)?.as_str()?.strip_prefix("page-")?.parse().ok());
        let page = number(&paging.page).or(token).unwrap_or(1).max(1);
        match number(&paging.start) {
            Some(start) => Page { number: start.checked_div(size).unwrap_or(0).saturating_add(1), size, start, total },
            None => Page { number: page, size, start: (page - 1).saturating_mul(size), total },
        }
    }

    /// Do the filters of the query let the item through? What is no member of it filters nothing.
    fn is_wanted(&self, operation: &Operation, request: &Checked, list: &str, item: &Value) -> bool {
        let Some(schema) = self.shapes.item_schema(list) else { return true };
        let paging = operation.facts.paging.as_ref();
        let is_paging = |name: &String| {
            paging.is_some_and(|paging| {
                [&paging.page, &paging.size, &paging.start, &paging.limit, &paging.token].contains(&&Some(name.clone()))
            })
        };
        request.query.iter().filter(|(name, _)| !is_paging(name)).all(|(name, wanted)| {
            if matches!(name.as_str(), "search" | "q" | "query") && !self.has_member(schema, name) {
                let wanted = wanted.as_str().unwrap_or_default().to_lowercase();
                return texts(item).any(|text| text.to_lowercase().contains(&wanted));
            }
            if !self.has_member(schema, name) {
                return true;
            }
            let found = item.get(name).unwrap_or(&Value::Null);
            match wanted {
                Value::Array(choices) => choices.is_empty() || choices.contains(found),
                wanted => found == wanted,
            }
        })
    }
}

/// The texts of an item, but for what is in lists and objects.
fn texts(item: &Value) -> impl Iterator<Item = &str> {
    item.as_object().into_iter().flat_map(Map::values).filter_map(Value::as_str)
}

/// The totals in the answer: where the facts say, and beside that what has a telling name.
fn count(answer: &mut Value, paging: &Paging, page: Page) {
    let optional = |number: Option<usize>| number.map_or(Value::Null, |number| json!(number));
    if let Some(total) = &paging.total {
        if let Some((parent, _)) = total.rsplit_once('/')
            && let Some(members) = answer.pointer_mut(parent).and_then(Value::as_object_mut)
        {
            for (name, value) in members.iter_mut() {
                match name.as_str() {
                    "page" | "current_page" | "currentPage" | "page_number" => *value = json!(page.number),
                    "page_size" | "pageSize" | "per_page" | "perPage" | "limit" | "take" | "size" => *value = json!(page.size),
                    "total_pages" | "totalPages" | "pages" => *value = json!(page.pages()),
                    "next_page" | "nextPage" => *value = optional(page.next()),
                    "prev_page" | "previous_page" | "prevPage" => *value = optional(page.previous()),
                    "start" | "offset" | "skip" => *value = json!(page.start),
                    _ => {}
                }
            }
        }
        template::set(answer, total, json!(page.total));
    }
    if let Some(next) = &paging.next {
        let value = if paging.token.is_some() {
            page.next().map_or(Value::Null, |number| json!(format!("page-{number}")))
        } else {
            optional(page.next())
        };
        template::set(answer, next, value);
    }
}

/// The totals in headers: the documented ones that end like the parameters.
fn count_in_headers(reply: &mut Reply, operation: &Operation, paging: &Paging, page: Page) {
    if let Some(name) = &paging.total_header {
        reply.set_header(name, page.total.to_string());
    }
    let Some(response) = operation.response(reply.status) else { return };
    let ends = |header: &str, parameter: &Option<String>| {
        parameter.as_ref().is_some_and(|name| header.to_lowercase().ends_with(&name.to_lowercase()))
    };
    for (header, _) in &response.headers {
        if ends(header, &paging.page) {
            reply.set_header(header, page.number.to_string());
        } else if ends(header, &paging.size) || ends(header, &paging.limit) {
            reply.set_header(header, page.size.to_string());
        }
    }
}
