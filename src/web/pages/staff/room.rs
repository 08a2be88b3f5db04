//! What every page of the staff room has above it: who is signed in, the other pages, the way out.

use crate::staff::Permission;
use crate::store::Session;
use crate::web::pages::Link;
use crate::web::words::Lang;

/// The bar of the staff room.
#[derive(Debug, Clone, Default)]
pub struct Room {
    /// Who is signed in.
    pub name: String,
    /// The token that forms bring along.
    pub csrf: String,
    /// The pages this person may open.
    pub links: Vec<Link>,
}

impl Room {
    /// The bar for somebody, on the page with this address.
    pub fn new(lang: Lang, session: &Session, here: &str) -> Self {
        let mandate = &session.account.mandate;
        let pages = [
            ("/staff", lang.say("desk-title"), Permission::Read),
            (
                "/staff/downloads",
                lang.say("downloads-title"),
                Permission::Export,
            ),
            (
                "/staff/accounts",
                lang.say("accounts-title"),
                Permission::Administer,
            ),
            (
                "/staff/audit",
                lang.say("audit-title"),
                Permission::Administer,
            ),
            (
                "/staff/account",
                lang.say("account-title"),
                Permission::Read,
            ),
        ];
        let links = pages.into_iter().filter(|(.., asks)| mandate.may(*asks));
        let links = links.map(|(path, label, _)| Link {
            href: path.to_owned(),
            label,
            current: path == here,
        });
        Self {
            name: session.account.username.clone(),
            csrf: session.csrf.clone(),
            links: links.collect(),
        }
    }
}
