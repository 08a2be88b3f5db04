//! What every page of the staff room has above it: who is signed in, the other pages, the way out.

use crate::ballot::NATION;
use crate::staff::{Jurisdiction, Permission};
use crate::store::Session;
use crate::web::pages::Link;
use crate::web::pages::staff::home::home_address;
use crate::web::words::Lang;

/// Where the homes of places are; the bar leads to the own one.
pub const HOMES: &str = "/staff/places";
/// The own account: the name of whoever is signed in leads there.
const ACCOUNT: &str = "/staff/account";

/// Address, title and what one must be allowed, in the order of the work: read, publish, collect, look after.
const PAGES: [(&str, &str, Permission); 10] = [
    ("/staff", "desk-title", Permission::Read),
    ("/staff/downloads", "downloads-title", Permission::Export),
    ("/staff/publishing", "publishing-title", Permission::Publish),
    ("/staff/comments", "comments-title", Permission::Inspect),
    ("/staff/points", "points-title", Permission::Administer),
    ("/staff/kiosks", "kiosks-title", Permission::Administer),
    ("/staff/box", "box-title", Permission::Administer),
    ("/staff/keys", "keys-title", Permission::Administer),
    ("/staff/accounts", "accounts-title", Permission::Administer),
    ("/staff/audit", "audit-title", Permission::Administer),
];

/// What concerns the whole country, and is for those who are there for it.
const NATIONAL: [&str; 3] = ["/staff/publishing", "/staff/box", "/staff/keys"];

/// The bar of the staff room.
#[derive(Debug, Clone)]
pub struct Room {
    /// Who is signed in, with the way to the own account.
    pub account: Link,
    /// The token that forms bring along.
    pub csrf: String,
    /// The pages this person may open.
    pub links: Vec<Link>,
}

impl Room {
    /// The bar for somebody, on the page with this address.
    pub fn new(lang: Lang, session: &Session, here: &str) -> Self {
        let mandate = &session.account.mandate;
        let link = |href: &str, label: String| Link {
            href: lang.href(href),
            label,
            current: href == here,
        };
        let home = match &mandate.jurisdiction {
            Jurisdiction::Place(own) => Some(Link {
                href: lang.href(&home_address(&own.to_string())),
                label: lang.say("home-own"),
                current: here == HOMES,
            }),
            // An office has no home of its own yet: its reports are on the desk.
            Jurisdiction::Office(_) => None,
        };
        let national = mandate.jurisdiction.to_string() == NATION;
        let pages = PAGES
            .into_iter()
            .filter(|(path, _, asks)| mandate.may(*asks) && (national || !NATIONAL.contains(path)));
        let pages = pages.map(|(path, title, _)| link(path, lang.say(title)));
        Self {
            account: link(ACCOUNT, session.account.username.clone()),
            csrf: session.csrf.clone(),
            links: home.into_iter().chain(pages).collect(),
        }
    }
}
