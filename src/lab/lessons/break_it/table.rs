//! The changes, one for each lesson, in the order of the lessons. A row has the lesson's
//! slug; the file and the item of the line; the code that is replaced and what replaces
//! it; the test that must fail; and the id of the message that says why.

use super::Breakage;

macro_rules! breakages {
    ($($lesson:literal $path:literal $item:literal { $from:literal => $to:literal } $test:literal $why:literal;)+) => {
        &[$(Breakage {
            lesson: $lesson,
            path: $path,
            source: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $path)),
            item: $item,
            from: $from,
            to: $to,
            test: $test,
            why: $why,
        }),+]
    };
}

/// The changes of all lessons.
pub static BREAKAGES: &[Breakage] = breakages! {
    "a10-number-ticket" "src/sessions/unit_of_work/loading.rs" "pub async fn load("
        { "self.accept(record)" => "None" }
        "tests/scenarios/a_state.rs::the_browser_sends_the_id_back_and_the_server_finds_the_data" "lab-break-a10";
    "a1-stateless" "src/sessions/session/mod.rs" "pub fn session_key("
        { "self.unit_of_work.key()" => "Some(SessionKey::random())" }
        "tests/scenarios/a_state.rs::without_a_cookie_every_request_gets_an_empty_session" "lab-break-a1";
    "a2-first-cookie" "src/sessions/unit_of_work/saving.rs" "fn set_session_cookie("
        { "self.cookie.set(CookieOutcome::Set(lifetime));" => "self.cookie.set(CookieOutcome::Leave);" }
        "tests/scenarios/a_state.rs::the_first_response_with_session_data_sets_the_cookie_and_none_before_it" "lab-break-a2";
    "a3-cookie-comes-back" "src/sessions/unit_of_work/loading.rs" "pub async fn load("
        { "*self.key.borrow_mut() = Some(key);" => "drop(key);" }
        "tests/scenarios/a_state.rs::an_anonymous_visitor_has_a_cart_without_a_login" "lab-break-a3";
    "a4-what-the-id-says" "src/sessions/key.rs" "pub fn random("
        { "rng.random_range(0..ALPHABET.len())" => "rng.random_range(0..10)" }
        "tests/scenarios/a_state.rs::the_id_is_random_and_the_data_is_not_in_it" "lab-break-a4";
    "a5-nobody-shares" "src/sessions/unit_of_work/saving.rs" "async fn start("
        { "self.permits_start(&data)?" => "self.options.expiry.is_owned(&data)" }
        "tests/scenarios/a_state.rs::an_anonymous_visitor_has_a_cart_without_a_login" "lab-break-a5";
    "a7-never-in-the-address" "src/sessions/layer.rs" "fn call(&self, mut request"
        { "unit_of_work.set_safe();" => "unit_of_work.set_safe(); if let Ok(pair) = HeaderValue::from_str(request.query_string()) { request.headers_mut().append(header::COOKIE, pair); }" }
        "tests/scenarios/a_state.rs::a_session_id_in_the_url_is_ignored_and_never_written_there" "lab-break-a7";
    "a8-cookies-off" "src/web/csrf.rs" "fn check("
        { "Error::CookiesOff" => "Error::CsrfToken" }
        "tests/scenarios/a_state.rs::with_cookies_disabled_the_shop_explains_that_it_needs_them" "lab-break-a8";
    "a9-sessions-off" "src/sessions/layer.rs" "fn call(&self, mut request"
        { "!options.enabled" => "false" }
        "tests/scenarios/a_state.rs::with_sessions_disabled_only_pages_that_need_none_work_and_the_others_respond_503" "lab-break-a9";
    "b1-set-a-cookie" "src/lab/plain_cookies/cookie_form.rs" "pub fn read_cookie("
        { r#"form.is_checked("httponly")"# => "false" }
        "tests/lab/cookies.rs::a_cookie_is_sent_with_every_attribute_that_the_form_names" "lab-break-b1";
    "b2-max-age-and-expires" "src/lab/plain_cookies/cookie_form.rs" "pub fn read_cookie("
        { r#"cookie.set_max_age(accept(form, "max_age", max_age).flatten());"# => r#"drop(accept(form, "max_age", max_age));"# }
        "tests/lab/cookies.rs::max_age_and_expires_are_both_sent_and_the_page_explains_which_one_applies" "lab-break-b2";
    "b3-path-and-domain" "src/lab/cookie_rules.rs" "pub fn path_matches("
        { "rest.is_some_and(|rest| rest.is_empty() || cookie_path.ends_with('/') || rest.starts_with('/'))" => "rest.is_none() || cookie_path.starts_with('/')" }
        "tests/lab/cookies.rs::a_cookie_for_another_path_is_sent_to_that_path_only" "lab-break-b3";
    "b4-read-and-delete" "src/lab/plain_cookies/sent_cookies.rs" "pub fn removals("
        { "found.iter_mut().for_each(Cookie::make_removal);" => "" }
        "tests/lab/cookies.rs::a_deleted_cookie_is_sent_empty_with_a_past_date_and_is_not_sent_back" "lab-break-b4";
    "b6-four-kilobytes" "src/lab/plain_cookies/experiments.rs" "pub fn cookie_of_size("
        { "bytes.saturating_sub(name.len())" => "bytes" }
        "tests/lab/cookies.rs::a_cookie_of_each_size_is_sent_with_exactly_that_size" "lab-break-b6";
    "b7-never-trust-a-cookie" "src/lab/plain_cookies/plan.rs" "pub fn cookies("
        { "jar.signed_mut(key).add(cookie(SIGNED));" => "jar.add(cookie(SIGNED));" }
        "tests/lab/cookies.rs::a_forged_plain_cookie_is_accepted_and_a_forged_signed_one_is_not" "lab-break-b7";
    "c1-set-get" "src/sessions/session/dictionary.rs" "pub fn set<"
        { "self.set_json(key, json);" => "drop(json);" }
        "tests/scenarios/c_dictionary.rs::a_key_that_was_set_is_there_in_the_next_request" "lab-break-c1";
    "c4-delete-pop" "src/sessions/session/dictionary.rs" "pub fn delete("
        { "self.remove(key);" => "" }
        "tests/scenarios/c_dictionary.rs::a_deleted_key_is_gone_and_the_others_stay" "lab-break-c4";
    "c6-membership-keys" "src/sessions/session/dictionary.rs" "pub fn items("
        { "!is_reserved(key)" => "true" }
        "tests/scenarios/c_dictionary.rs::keys_and_items_list_the_data_and_hide_the_frameworks_own_keys" "lab-break-c6";
    "c8-clear" "src/sessions/session/mod.rs" "pub fn clear("
        { "self.inner.clear();" => "self.inner.purge();" }
        "tests/scenarios/c_clear_and_flush.rs::clear_empties_the_session_and_keeps_its_id" "lab-break-c8";
    "c9-flush" "src/sessions/unit_of_work/flush_and_cycle.rs" "async fn flush("
        { "self.replace_with_tombstone(&old, loaded.version, &Tombstone::ended()).await?" => "TombstoneOutcome::Written" }
        "tests/scenarios/c_clear_and_flush.rs::after_flush_the_cookie_is_removed_and_the_old_id_is_invalid" "lab-break-c9";
    "c10-nested" "src/sessions/session/dictionary.rs" "pub fn set<"
        { "to_json(key, value)?" => "to_json(key, &serde_json::to_string(value).unwrap_or_default())?" }
        "tests/scenarios/c_dictionary.rs::a_nested_value_is_read_back_unchanged" "lab-break-c10";
    "c11-update-values" "src/sessions/session/dictionary.rs" "pub fn update<"
        { "self.set_json(key.as_ref(), json);" => "drop(json);" }
        "tests/scenarios/c_update_and_test_cookie.rs::update_sets_each_key_of_a_mapping_and_keeps_the_others" "lab-break-c11";
    "c12-test-cookie" "src/sessions/session/test_cookie.rs" "pub fn test_cookie_worked("
        { "self.get::<String>(TEST_COOKIE_NAME).is_ok_and(|value| value.as_deref() == Some(TEST_COOKIE_VALUE))" => "true" }
        "tests/scenarios/c_update_and_test_cookie.rs::the_test_cookie_does_not_work_in_a_browser_without_cookies" "lab-break-c12";
    "d1-engines" "src/app/stores.rs" "async fn open("
        { "session.engine" => "EngineName::Db" }
        "tests/scenarios/d_engines.rs::the_chosen_engine_stores_the_session_where_the_settings_say" "lab-break-d1";
    "d2-db" "src/sessions/engines/db.rs" "fn new(record"
        { "without_zone(record.expire_date)" => "without_zone(OffsetDateTime::UNIX_EPOCH)" }
        "tests/scenarios/d_engines.rs::a_session_is_a_row_with_key_data_and_expire_date" "lab-break-d2";
    "d4-file" "src/sessions/engines/file/folder.rs" "pub fn write_and_rename("
        { "Readers::OwnerOnly" => "Readers::Everybody" }
        "tests/scenarios/d_engines.rs::a_session_is_a_file_named_by_its_id_that_only_its_owner_can_read" "lab-break-d4";
    "d6-caches" "src/app/stores.rs" "fn open_cache("
        { "settings.caches.get(alias)" => r#"settings.caches.get("default")"# }
        "tests/scenarios/d_engines.rs::cache_alias_selects_one_of_several_caches" "lab-break-d6";
    "d8-cache-full-and-restarted" "src/caches/memory.rs" "fn uses("
        { "Moka::builder().max_capacity(max_entries)" => "Moka::builder().max_capacity(max_entries * 100)" }
        "tests/scenarios/d_engines.rs::when_the_memory_cache_is_full_old_sessions_are_evicted" "lab-break-d8";
    "d10-two-processes" "src/app/stores.rs" "async fn open("
        { "Arc::new(CacheEngine::new(self.cache(&session.cache_alias)?, &session.key_prefix, clock))" => "Arc::new(self.open_db(&session.database).await?)" }
        "tests/scenarios/d_engines.rs::two_processes_do_not_see_each_others_sessions_in_their_own_memory" "lab-break-d10";
    "d11-cached-db" "src/sessions/engines/cached_db.rs" "async fn load("
        { "self.store_copy(&name, record, entry.as_deref()).await;" => "" }
        "tests/scenarios/d_cached_db.rs::a_read_calls_the_cache_then_the_database_and_fills_the_cache" "lab-break-d11";
    "d14-signed-cookies" "src/sessions/cookie.rs" "fn complete("
        { "bytes > MAX_COOKIE_BYTES" => "false" }
        "tests/scenarios/d_signed_cookies.rs::a_session_past_4096_bytes_is_refused_and_the_old_data_stays" "lab-break-d14";
    "d18-bytes" "src/sessions/unit_of_work/saving.rs" "fn record(&self"
        { "bytes > limit" => "false" }
        "tests/lab/lessons_d.rs::the_size_of_the_session_is_shown_and_limited" "lab-break-d18";
    "d19-forged" "src/sessions/options.rs" "pub fn derive("
        { "Key::derive_from(text.as_bytes())" => "Key::derive_from(&[7; 32])" }
        "tests/scenarios/d_signed_cookies.rs::another_secret_key_invalidates_all_cookies" "lab-break-d19";
    "e1-cookie-age" "src/sessions/expiry.rs" "pub fn expiry_date("
        { "i64::from(global.age_of(data))" => "60" }
        "tests/scenarios/e_expiry.rs::a_session_lasts_two_weeks_unless_the_settings_say_otherwise" "lab-break-e1";
    "e2-browser-close" "src/sessions/expiry.rs" "pub fn expire_at_browser_close("
        { "global.expire_at_browser_close" => "false" }
        "tests/scenarios/e_expiry.rs::a_cookie_that_expires_at_browser_close_has_neither_max_age_nor_expires" "lab-break-e2";
    "e3-set-expiry" "src/sessions/expiry.rs" "Self::After(length)"
        { "Some(StoredExpiry::At(now.saturating_add(length)))" => "Some(StoredExpiry::Seconds(length.whole_seconds() as u32))" }
        "tests/scenarios/e_expiry.rs::a_timedelta_counts_from_the_call" "lab-break-e3";
    "e8-last-access" "src/sessions/layer.rs" "fn middleware("
        { "options.save_every_request" => "false" }
        "tests/scenarios/e_expiry.rs::with_save_every_request_the_age_counts_from_the_last_access" "lab-break-e8";
    "e9-over" "src/sessions/record.rs" "pub fn is_expired("
        { "self.expire_date <= now" => "false" }
        "tests/scenarios/e_expired.rs::an_expired_session_is_not_served_though_the_browser_still_sends_its_cookie" "lab-break-e9";
    "e10-single-keys" "src/sessions/expiry.rs" "pub fn remove_expired_keys("
        { "*expires <= now" => "false" }
        "tests/scenarios/e_single_keys.rs::a_key_with_its_own_expiry_is_removed_alone" "lab-break-e10";
    "e11-clearing" "src/databases/expired.rs" "fn clear_batch("
        { "(expiry <= now).then_some(key)" => "None" }
        "tests/scenarios/e_expired.rs::clearing_removes_expired_sessions_and_only_them" "lab-break-e11";
    "f1-secure" "src/sessions/cookie.rs" "fn with_attributes("
        { "cookie.set_secure(options.secure);" => "cookie.set_secure(false);" }
        "tests/scenarios/f_attributes.rs::cookie_secure_sets_the_secure_attribute" "lab-break-f1";
    "f2-httponly" "src/sessions/cookie.rs" "fn with_attributes("
        { "cookie.set_http_only(options.http_only);" => "cookie.set_http_only(false);" }
        "tests/scenarios/f_attributes.rs::cookie_httponly_sets_the_httponly_attribute" "lab-break-f2";
    "f3-samesite" "src/sessions/cookie.rs" "fn with_attributes("
        { "cookie.set_same_site(options.same_site);" => "cookie.set_same_site(None);" }
        "tests/scenarios/f_attributes.rs::cookie_samesite_sets_the_samesite_attribute" "lab-break-f3";
    "f4-name-path-domain" "src/sessions/cookie.rs" "fn with_attributes("
        { "cookie.set_domain(domain.clone());" => "drop(domain.clone());" }
        "tests/scenarios/f_attributes.rs::the_cookie_has_the_name_path_and_domain_of_the_settings" "lab-break-f4";
    "f5-tampered" "src/sessions/layer.rs" "fn outcome("
        { "has_unknown_cookie(unit_of_work, has_cookie)" => "false" }
        "tests/scenarios/f_security.rs::a_forged_cookie_gets_a_new_session_and_nobody_elses_data" "lab-break-f5";
    "f6-fixation" "src/accounts/authenticate.rs" "async fn log_in("
        { "session.cycle_key_for(owner);" => "drop(owner);" }
        "tests/scenarios/at_the_shop.rs::the_session_id_changes_at_login_and_the_old_id_becomes_invalid" "lab-break-f6";
    "g1-login" "src/accounts/logout.rs" "fn flush("
        { "session.flush();" => "let _ = session.delete(super::visitor::SESSION_KEY);" }
        "tests/scenarios/g_uses.rs::logout_flushes_the_session" "lab-break-g1";
    "g4-cart" "src/shop/cart/contents.rs" "pub fn remove_bought("
        { "present.saturating_sub(line.quantity)" => "present" }
        "tests/scenarios/g_uses.rs::bought_teas_leave_the_cart" "lab-break-g4";
    "g6-checkout" "src/shop/checkout/draft.rs" "pub fn remove("
        { "data.delete(KEY);" => "" }
        "tests/scenarios/g_temporary.rs::checkout_data_is_in_the_session_until_the_order_and_not_after_it" "lab-break-g6";
    "g7-preferences" "src/preferences/choices.rs" "pub fn save("
        { "changed.is_empty()" => "true" }
        "tests/scenarios/g_temporary.rs::preferences_are_kept_in_the_session_and_nowhere_else" "lab-break-g7";
    "g8-recently-viewed" "src/shop/catalogue/recently_viewed.rs" "fn with_latest("
        { "slugs.retain(|slug| slug != latest);" => "" }
        "tests/scenarios/g_temporary.rs::recently_viewed_teas_are_listed_latest_first_without_duplicates" "lab-break-g8";
    "g9-your-scenario" "src/sessions/session/mod.rs" "pub fn flush("
        { "self.inner.clear();" => "" }
        "tests/scenarios/gift_note.rs::a_gift_note_in_the_session_does_not_survive_a_logout" "lab-break-g9";
    "h1-lost-update" "src/sessions/unit_of_work/saving.rs" "Replace::Conflict(newer) if"
        { "self.overwrites()" => "true" }
        "tests/scenarios/h_beyond.rs::a_slow_request_writes_only_its_own_changes" "lab-break-h1";
    "h2-resurrection" "src/sessions/record.rs" "pub fn is_tombstone("
        { "self.data.get(TOMBSTONE).is_some()" => "false" }
        "tests/scenarios/h_beyond.rs::a_slow_request_does_not_restore_a_flushed_session" "lab-break-h2";
    "h3-instruments" "src/lab/recorder.rs" "pub async fn record_exchanges<"
        { "state.exchanges.add(exchange);" => "drop(exchange);" }
        "tests/lab/inspector.rs::the_first_item_in_the_cart_creates_a_session" "lab-break-h3";
    "h5-store-away" "src/sessions/unit_of_work/loading.rs" "pub async fn load("
        { "self.fail(error.into());" => "drop(error);" }
        "tests/lab/lessons_h.rs::the_store_is_unavailable_for_one_browser_and_keeps_its_data" "lab-break-h5";
    "h6-logins" "src/accounts/devices.rs" "async fn end("
        { "database.write(delete).await?" => "usize::from(is_one)" }
        "tests/scenarios/h6_logins.rs::another_login_can_be_ended_remotely" "lab-break-h6";
    "h7-two-limits" "src/sessions/expiry.rs" "pub fn absolute_expiry("
        { "absolute_age == 0" => "true" }
        "tests/scenarios/h_limits.rs::an_active_session_expires_at_its_absolute_age" "lab-break-h7";
    "h8-key-rotation" "src/sessions/cookie.rs" "fn open_with_any_key("
        { "std::iter::once(&options.keys.current).chain(&options.keys.fallbacks)" => "std::iter::once(&options.keys.current).chain(&[] as &[Key])" }
        "tests/scenarios/f_security.rs::a_cookie_of_a_fallback_key_works_and_is_signed_again_at_the_next_change" "lab-break-h8";
    "h9-failed-request" "src/sessions/layer.rs" "let response = service.call(request).await?;"
        { "response.status().is_server_error()" => "false" }
        "tests/scenarios/h_failures.rs::a_failed_request_saves_nothing_and_loses_nothing" "lab-break-h9";
    "h10-passive-request" "src/sessions/layer.rs" "let response = service.call(request).await?;"
        { "unit_of_work.is_passive()" => "false" }
        "tests/scenarios/h_limits.rs::a_passive_request_saves_nothing" "lab-break-h10";
    "h13-three-machines" "src/sessions/options.rs" "pub fn derive("
        { "fallbacks.iter().map(|text| key(text)).collect()" => "Vec::new()" }
        "tests/scenarios/f_security.rs::a_cookie_of_a_fallback_key_works_and_is_signed_again_at_the_next_change" "lab-break-h13";
};
