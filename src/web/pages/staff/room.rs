//! What every page of the staff room has above it: who is signed in, the other pages, the way out.

use crate::ballot::NATION;
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
                "/staff/points",
                lang.say("points-title"),
                Permission::Administer,
            ),
            (
                "/staff/kiosks",
                lang.say("kiosks-title"),
                Permission::Administer,
            ),
            (
                "/staff/comments",
                lang.say("comments-title"),
                Permission::Inspect,
            ),
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
        // What concerns the whole country is for those who are there for it.
        let national = [
            (
                "/staff/publishing",
                lang.say("publishing-title"),
                Permission::Publish,
            ),
            (
                "/staff/keys",
                lang.say("keys-title"),
                Permission::Administer,
            ),
            ("/staff/box", lang.say("box-title"), Permission::Administer),
        ];
        let national = national
            .into_iter()
            .filter(|_| mandate.jurisdiction.to_string() == NATION);
        let pages = pages.into_iter().chain(national);
        let links = pages.filter(|(.., asks)| mandate.may(*asks));
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
