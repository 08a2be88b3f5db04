//! Every address of the service on one page.

use actix_web::middleware::from_fn;
use actix_web::web::{ServiceConfig, get, post, resource, scope};

use super::api::league as league_api;
use super::api::{
    answers, charts, forms, invitations, localities, openapi, releases, reports, results, scores,
};
use super::citizens::questionnaire;
use super::citizens::{contact, slips};
use super::citizens::{kiosk, widget};
use super::public::{self, league};
use super::staff::kiosks as staff_kiosks;
use super::staff::single_sign_on::desk as single_sign_on;
use super::staff::single_sign_on::inside as signed_on;
use super::staff::slips as staff_slips;
use super::staff::{
    account, accounts, audit, comments, confirm, desk, downloads, home, keys, points, publishing,
    second_factor, sign_in, threshold,
};
use super::{assets, headers, health, recordings, scripts};

/// Registers all routes. A resource knows its methods, so that a wrong one is 405 and not 404.
pub fn all(service: &mut ServiceConfig) {
    citizens(service);
    everybody(service);
    programs(service);
    staff(service);
    service.service(resource("/healthz").route(get().to(health::lives)));
    service.service(resource("/readyz").route(get().to(health::is_ready)));
}

/// Citizens: no cookie, no log line, nothing kept by browsers.
fn citizens(service: &mut ServiceConfig) {
    service.service(
        scope("/k/{token}").wrap(headers::no_store()).service(
            resource("")
                .route(get().to(questionnaire::show_invited))
                .route(post().to(questionnaire::take_invited)),
        ),
    );
    service.service(
        scope("/o/{point}").wrap(headers::no_store()).service(
            resource("")
                .route(get().to(questionnaire::show_walk_in))
                .route(post().to(questionnaire::take_walk_in)),
        ),
    );
    service.service(
        scope("/s").wrap(headers::no_store()).service(
            resource("")
                .route(get().to(slips::ask))
                .route(post().to(slips::find)),
        ),
    );
    service.service(
        scope("/contact").wrap(headers::no_store()).service(
            resource("")
                .route(get().to(contact::ask))
                .route(post().to(contact::take)),
        ),
    );

    service.service(
        scope("/w/{point}").wrap(headers::no_store()).service(
            resource("")
                .route(get().to(widget::show))
                .route(post().to(widget::take)),
        ),
    );
    service.service(
        scope("/kiosk/{point}")
            .wrap(headers::no_store())
            .service(resource("").route(get().to(kiosk::show)))
            .service(resource("/manifest.webmanifest").route(get().to(kiosk::manifest)))
            .service(resource("/enrol").route(post().to(kiosk::enrol)))
            .service(resource("/contact").route(post().to(kiosk::hear)))
            .service(resource("/ticket").route(post().to(kiosk::look_up_ticket)))
            .service(resource("/sheets").route(post().to(kiosk::take))),
    );
    service.service(resource("/f/{form}/{version}").route(get().to(questionnaire::show_whole)));
    service.service(resource("/audio/{form}/{lang}/{file}").route(get().to(recordings::serve)));
}

/// What everybody may read.
fn everybody(service: &mut ServiceConfig) {
    service.service(resource("/").route(get().to(public::nation)));
    service.service(resource("/r/{place}").route(get().to(public::place)));
    service.service(resource("/releases").route(get().to(public::releases)));
    service.service(resource("/releases/{id}").route(get().to(public::release)));
    service.service(resource("/league").route(get().to(league::show)));
    service.service(resource("/privacy").route(get().to(public::privacy)));
    service.service(resource("/about").route(get().to(public::about)));
    service.service(resource("/docs").route(get().to(public::docs)));
    service.service(resource("/openapi.json").route(get().to(openapi::show)));
    service.configure(assets::routes);
    service.configure(scripts::routes);
}

/// What programs call.
fn programs(service: &mut ServiceConfig) {
    service.service(
        scope("/api/v1")
            .service(resource("/forms").route(get().to(forms::list)))
            .service(resource("/forms/{id}").route(get().to(forms::show)))
            .service(resource("/localities").route(get().to(localities::list)))
            .service(resource("/invitations").route(post().to(invitations::create)))
            .service(resource("/answers").route(post().to(answers::take)))
            .service(resource("/results").route(get().to(results::show)))
            .service(resource("/league").route(get().to(league_api::show)))
            .service(resource("/charts/{kind}.{format}").route(get().to(charts::draw)))
            .service(resource("/releases").route(get().to(releases::list)))
            .service(resource("/releases/{id}").route(get().to(releases::show)))
            .service(resource("/reports/{format}").route(get().to(reports::write)))
            .service(
                resource("/scores/{kind}")
                    .route(get().to(scores::write))
                    .route(post().to(scores::write_with)),
            ),
    );
}

/// The staff room: every request passes the threshold, which knows who is signed in.
fn staff(service: &mut ServiceConfig) {
    service.service(
        scope("/staff")
            .wrap(from_fn(threshold::guard))
            .wrap(headers::no_store())
            .service(resource("").route(get().to(desk::show)))
            .service(resource("/comments").route(get().to(comments::list)))
            .service(resource("/comments/key").route(post().to(comments::hand_in)))
            .service(resource("/comments/read").route(post().to(comments::read)))
            .service(resource("/contacts/read").route(post().to(comments::read_contacts)))
            .configure(points_of_staff)
            .service(
                resource("/keys")
                    .route(get().to(keys::list))
                    .route(post().to(keys::make)),
            )
            .service(resource("/keys/{id}/revoke").route(post().to(keys::revoke)))
            .service(resource("/box").route(get().to(keys::ballot_box)))
            .service(
                resource("/publishing")
                    .route(get().to(publishing::list))
                    .route(post().to(publishing::draft)),
            )
            .service(resource("/publishing/{id}").route(get().to(publishing::show)))
            .service(resource("/publishing/{id}/check").route(post().to(publishing::check)))
            .service(resource("/publishing/{id}/withdraw").route(post().to(publishing::withdraw)))
            .service(
                resource("/kiosks")
                    .route(get().to(staff_kiosks::show))
                    .route(post().to(staff_kiosks::enrol)),
            )
            .service(
                resource("/sign-in")
                    .route(get().to(sign_in::ask))
                    .route(post().to(sign_in::take)),
            )
            .service(
                resource("/downloads")
                    .route(get().to(downloads::list))
                    .route(post().to(downloads::order)),
            )
            .service(resource("/downloads/{id}").route(get().to(downloads::fetch)))
            .service(resource("/downloads/{id}/cancel").route(post().to(downloads::cancel)))
            .service(resource("/places/{place}").route(get().to(home::show)))
            .service(resource("/places/{place}/figures/mend.svg").route(get().to(home::figure)))
            .service(resource("/places/{place}/mend.{format}").route(get().to(home::mend)))
            .service(resource("/sso").route(get().to(single_sign_on::depart)))
            .service(resource("/sso/back").route(get().to(single_sign_on::arrive)))
            .service(resource("/sso/out").route(get().to(single_sign_on::farewell)))
            .service(resource("/sso/link").route(post().to(signed_on::link)))
            .service(resource("/sso/unlink").route(post().to(signed_on::unlink)))
            .service(resource("/sso/confirm").route(post().to(signed_on::confirm)))
            .service(resource("/sign-out").route(post().to(sign_in::leave)))
            .service(
                resource("/second-factor")
                    .route(get().to(second_factor::ask))
                    .route(post().to(second_factor::take)),
            )
            .service(
                resource("/second-factor/new")
                    .route(get().to(second_factor::begin))
                    .route(post().to(second_factor::confirm)),
            )
            .service(resource("/confirm").route(post().to(confirm::take)))
            .service(resource("/account").route(get().to(account::show)))
            .service(resource("/account/password").route(post().to(account::change_password)))
            .service(resource("/account/sessions").route(post().to(account::end_session)))
            .service(
                resource("/accounts")
                    .route(get().to(accounts::list))
                    .route(post().to(accounts::open)),
            )
            .service(
                resource("/accounts/{name}")
                    .route(get().to(accounts::show))
                    .route(post().to(accounts::change)),
            )
            .service(
                resource("/accounts/{name}/password").route(post().to(accounts::reset_password)),
            )
            .service(resource("/audit").route(get().to(audit::show))),
    );
}

/// Collection points and offices in the staff room, and what they print.
fn points_of_staff(room: &mut ServiceConfig) {
    room.service(
        resource("/points")
            .route(get().to(points::list))
            .route(post().to(points::add)),
    )
    .service(
        resource("/points/{code}")
            .route(get().to(points::show))
            .route(post().to(points::change)),
    )
    .service(resource("/points/{code}/poster").route(get().to(points::poster)))
    .service(
        resource("/points/{code}/slips")
            .route(get().to(staff_slips::show))
            .route(post().to(staff_slips::print)),
    )
    .service(
        resource("/points/{code}/slips/handed-out").route(post().to(staff_slips::note_handed_out)),
    )
    .service(resource("/offices").route(post().to(points::add_office)))
    .service(
        resource("/offices/{code}")
            .route(get().to(points::show_office))
            .route(post().to(points::change_office)),
    );
}
