//! The tables, as both databases have them; kept by hand and compared with the migrations by a test.

diesel::table! {
    form_version (form, version) { form -> Text, version -> Integer, hash -> Binary, }
}
diesel::table! {
    office (code) { code -> Text, name -> Text, kind -> Text, province -> Text, commune -> Text, }
}
diesel::table! {
    collection_point (code) { code -> Text, office -> Text, form -> Text, name -> Text, open -> Bool, }
}
diesel::table! {
    cell (id) {
        id -> BigInt, form -> Text, version -> Integer, office -> Text, province -> Text, commune -> Text,
        channel -> Text,
    }
}
diesel::table! {
    invite (h) { h -> Binary, cell -> BigInt, grp -> Text, epoch -> Integer, state -> SmallInt, }
}
diesel::table! {
    slip_pile (cell, epoch) { cell -> BigInt, epoch -> Integer, made -> BigInt, handed_out -> Nullable<BigInt>, }
}
diesel::table! {
    contact (id) { id -> Binary, place -> Text, week -> Integer, ct -> Binary, }
}
diesel::table! {
    spent (h) { h -> Binary, epoch -> Integer, }
}
diesel::table! {
    past_use (form, version, epoch) {
        form -> Text, version -> Integer, epoch -> Integer, invited -> BigInt, used -> BigInt, walk_in -> BigInt,
    }
}
diesel::table! {
    ballot_box (key_id, cell, id) { key_id -> Integer, cell -> BigInt, id -> Binary, ct -> Binary, }
}
diesel::table! {
    answer_block (form, version, province, commune, period, id) {
        form -> Text, version -> Integer, province -> Text, commune -> Text, period -> Text, id -> Binary,
        office -> Text, channel -> Text, grp -> Text, imported -> Bool, n -> BigInt, sheets -> Binary,
    }
}
diesel::table! {
    comment (id) { id -> Binary, form -> Text, version -> Integer, place -> Text, period -> Text, ct -> Binary, }
}
diesel::table! {
    tally (form, version, margin, period, parent, place, key) {
        form -> Text, version -> Integer, margin -> Text, period -> Text, parent -> Text, place -> Text,
        key -> Text, n -> BigInt, shown -> SmallInt, counts -> Binary,
    }
}
diesel::table! {
    setting (key) { key -> Text, value -> Text, }
}
diesel::table! {
    staff (username) {
        username -> Text, password_hash -> Text, role -> Text, jurisdiction -> Text, disabled -> Bool, totp -> Binary,
        totp_step -> BigInt, subject -> Text,
    }
}
diesel::table! {
    session (token) {
        token -> Binary, id -> Text, username -> Text, csrf -> Text, device -> Text, second -> Bool, begun -> BigInt,
        seen -> BigInt, confirmed -> BigInt,
    }
}
diesel::table! {
    recovery_code (hash) { hash -> Binary, username -> Text, }
}
diesel::table! {
    audit (seq) {
        seq -> BigInt, ts_utc -> Text, actor -> Text, action -> Text, object -> Text, detail -> Text, prev -> Binary,
        hash -> Binary,
    }
}
diesel::table! {
    api_key (id) {
        id -> Text, name -> Text, secret_hash -> Binary, scopes -> Text, expires_on -> Text, revoked -> Bool,
    }
}
diesel::table! {
    release (number) {
        number -> BigInt, id -> Text, form -> Text, version -> Integer, place -> Text, period -> Text, covers -> Text,
        edition -> Integer, previous -> Text, hash -> Text, reason -> Text, reason_en -> Text, released_on -> Text,
        document -> Text, opens -> BigInt,
    }
}
diesel::table! {
    publication (id) {
        id -> Text, form -> Text, version -> Integer, place -> Text, period -> Text, opens -> BigInt, reason -> Text,
        reason_en -> Text, state -> Text, drafted_by -> Text, drafted -> BigInt, decided_by -> Text, decided -> BigInt,
        release -> Text,
    }
}
diesel::table! {
    release_cell (number, margin, period, parent, place, key) {
        number -> BigInt, margin -> Text, period -> Text, parent -> Text, place -> Text, key -> Text, n -> BigInt,
        shown -> SmallInt, counts -> Binary,
    }
}

diesel::table! {
    published_file (series, file) { series -> Text, file -> Text, hash -> Binary, taken_on -> Text, }
}
diesel::table! {
    published_entry (series, year, file, line) {
        series -> Text, file -> Text, line -> BigInt, year -> Integer, unit -> Text, name -> Text, value -> Text,
        rank -> Integer, lowest -> Text, median -> Text, highest -> Text, source -> Text, status -> Text,
        note -> Text,
    }
}

diesel::table! {
    kiosk (id) {
        id -> Text, point -> Text, secret_hash -> Binary, seen -> BigInt, waiting -> BigInt, revoked -> Bool,
    }
}
diesel::table! {
    kiosk_code (hash) { hash -> Binary, point -> Text, ends -> BigInt, }
}
diesel::table! {
    unfit (form, version, key_id) { form -> Text, version -> Integer, key_id -> Integer, n -> BigInt, }
}
diesel::table! {
    response (form, version, period, province, commune) {
        form -> Text, version -> Integer, period -> Text, province -> Text, commune -> Text, issued -> BigInt,
        answered -> BigInt,
    }
}
diesel::table! {
    download (id) {
        id -> Text, username -> Text, what -> Text, form -> Text, version -> Integer, place -> Text, period -> Text,
        lang -> Text, state -> Text, done -> BigInt, parts -> BigInt, bytes -> BigInt, reason -> Text,
        asked -> BigInt, expires -> BigInt,
    }
}

diesel::joinable!(session -> staff (username));
diesel::allow_tables_to_appear_in_same_query!(session, staff);
diesel::allow_tables_to_appear_in_same_query!(invite, cell);
diesel::allow_tables_to_appear_in_same_query!(ballot_box, cell);
