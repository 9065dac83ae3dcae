//! From a request to an answer: which vendor is meant, which faults are wanted.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    FAULT_HEADER, Record, VIOLATION_HEADER,
    fault::{self, Active, Plan, Wanted},
    reply::{Cut, Delivery, Reply},
    request::Request,
    settings::Settings,
    vendor::Vendor,
};

/// Requests that are remembered.
const REMEMBERED: usize = 1000;
/// What is no vendor's: the list of vendors, and their documents.
const OWN: &str = "_sandbox";

/// Is called after each request.
pub(crate) type Hook = Box<dyn Fn(&Record) + Send + Sync>;

/// Everything that answers.
pub(crate) struct Service {
    vendors: Vec<Vendor>,
    faults: Active,
    settings: Settings,
    hook: Option<Hook>,
    requests: Mutex<VecDeque<Record>>,
}

impl Service {
    pub(crate) fn new(mut vendors: Vec<Vendor>, faults: Active, settings: Settings, hook: Option<Hook>) -> Self {
        vendors.sort_by(|a, b| a.facts.name.cmp(&b.facts.name));
        Self { vendors, faults, settings, hook, requests: Mutex::default() }
    }

    pub(crate) fn vendors(&self) -> &[Vendor] {
        &self.vendors
    }

    pub(crate) fn vendor(&self, name: &str) -> Option<&Vendor> {
        self.vendors.iter().find(|vendor| vendor.facts.name == name)
    }

    pub(crate) fn requests(&self) -> Vec<Record> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// How long a request may take to arrive.
    pub(crate) fn patience(&self) -> Duration {
        self.settings.patience
    }

    /// Answers a request, whose path is still the whole one.
    pub(crate) fn answer(&self, request: Request) -> (Reply, Delivery) {
        let (begun, method, path) = (Instant::now(), request.method.clone(), request.path.clone());
        let found = self.find(request);
        self.finish(begun, method, path, found)
    }

    /// Answers a request that did not arrive as a whole, in its vendor's words.
    pub(crate) fn refuse(&self, mut request: Request, status: u16, what: &str) -> (Reply, Delivery) {
        let (begun, method, path) = (Instant::now(), request.method.clone(), request.path.clone());
        let vendor = self.vendor(path.split('/').nth(1).unwrap_or_default());
        let reply = match vendor.map(|vendor| (vendor, vendor.player())) {
            Some((vendor, Ok(player))) => {
                request.path = path.strip_prefix(&vendor.base_path()).unwrap_or_default().to_owned();
                player.refuse(&request, status, what)
            }
            _ => Reply::json(status, json!({ "error": { "code": "sandbox", "message": what } })),
        };
        self.finish(begun, method, path, (vendor.map(|vendor| vendor.facts.name.clone()), reply, Delivery::default()))
    }

    /// What every answer goes through.
    fn finish(&self, begun: Instant, method: String, path: String, found: (Option<String>, Reply, Delivery)) -> (Reply, Delivery) {
        let (vendor, mut reply, mut delivery) = found;
        if delivery.pace.is_zero() {
            delivery.pace = self.settings.pace;
        }
        if let Some(violation) = reply.violation.clone() {
            reply.set_header(VIOLATION_HEADER, violation);
        }
        let record = Record {
            vendor,
            method,
            path,
            operation: reply.operation.clone(),
            status: (delivery.cut != Some(Cut::Reset)).then_some(reply.status),
            violation: reply.violation.clone(),
            time: begun.elapsed(),
        };
        if let Some(hook) = &self.hook {
            hook(&record);
        }
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if requests.len() == REMEMBERED {
            requests.pop_front();
        }
        requests.push_back(record);
        (reply, delivery)
    }

    fn find(&self, mut request: Request) -> (Option<String>, Reply, Delivery) {
        let mut segments = request.path.splitn(3, '/').skip(1);
        let first = segments.next().unwrap_or_default();
        if first.is_empty() || first == OWN {
            let reply = self.own(request.path.trim_start_matches('/').trim_start_matches(OWN));
            return (None, reply, Delivery::default());
        }
        let Some(vendor) = self.vendor(first) else {
            let names: Vec<&str> = self.vendors.iter().map(|vendor| vendor.facts.name.as_str()).collect();
            let what = format!("no vendor is called like the first part of the path; there are {}", names.join(", "));
            return (None, Reply::json(404, json!({ "error": { "code": "not_found", "message": what } })), Delivery::default());
        };
        let name = Some(vendor.facts.name.clone());
        let player = match vendor.player() {
            Ok(player) => player,
            Err(why) => return (name, Reply::json(500, json!({ "error": { "code": "sandbox", "message": why } })), Delivery::default()),
        };
        // A path outside of the base path is none of the document's.
        request.path = request.path.strip_prefix(&vendor.base_path()).unwrap_or_default().to_owned();
        let header = request.header(FAULT_HEADER).unwrap_or_default().to_owned();
        let own = match header.as_str() {
            "" => Vec::new(),
            text => match fault::parse(text) {
                Ok(faults) => faults,
                Err(error) => {
                    let mut reply = Reply::json(400, json!({ "error": { "code": "sandbox", "message": error.to_string() } }));
                    reply.violation = Some(format!("header {FAULT_HEADER}: {error}").escape_default().to_string());
                    return (name, reply, Delivery::default());
                }
            },
        };
        let (method, path) = (request.method.clone(), request.path.clone());
        let wanted = Wanted { vendor: &vendor.facts.name, method: &method, path: &path, own: &own, header: &header };
        let (mut reply, plan): (Reply, Plan) = player.answer(&request, |_| self.faults.plan(&wanted));
        let delivery = fault::alter(&player.document, &mut reply, &plan);
        (name, reply, delivery)
    }

    /// `/_sandbox` lists the vendors, `/_sandbox/invent/openapi.json` is a document.
    fn own(&self, path: &str) -> Reply {
        let asked = path.trim_matches('/').strip_suffix("/openapi.json").and_then(|name| self.vendor(name));
        if let Some(player) = asked.and_then(|vendor| vendor.player().ok()) {
            return Reply::json(200, player.document.published().clone());
        }
        if !path.trim_matches('/').is_empty() {
            return Reply::json(404, json!({ "error": { "code": "not_found", "message": "Not found" } }));
        }
        let vendors = self.vendors.iter().map(|vendor| {
            json!({
                "name": vendor.facts.name,
                "title": vendor.facts.title,
                "base_path": vendor.base_path(),
                "api_key": vendor.key,
                "document": format!("/{OWN}/{}/openapi.json", vendor.facts.name),
            })
        });
        Reply::json(200, json!({ "vendors": vendors.collect::<Vec<Value>>() }))
    }
}
