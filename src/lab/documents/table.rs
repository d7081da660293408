//! The table of statements. A row has its name, by which `locales/*/documents.md`
//! has its text; its verdict; the documents that make it, with their sections; the
//! lessons that show it; and the tests that prove what is right.
//!
//! A section is its number in the order of the headings: `5.3` is the third part of
//! the fifth section. `0` is the text before the first heading.

use super::{
    Source, Statement,
    Verdict::{Imprecise, Right, Wrong},
};

macro_rules! statements {
    ($($name:literal $verdict:ident [$($document:literal $section:literal),+]
        [$($lesson:literal),+] { $($test:literal),+ })+) => {
        &[$(Statement {
            name: $name,
            verdict: $verdict,
            sources: &[$(Source { document: $document, section: $section }),+],
            lessons: &[$($lesson),+],
            tests: &[$(concat!("tests/", $test)),+],
        }),+]
    };
}

/// All statements, by subject.
pub static STATEMENTS: &[Statement] = statements! {
    // State and the session id.
    "stateless" Right [1 "1", 3 "0", 4 "1", 5 "1"] ["a1-stateless"]
        { "scenarios/a_state.rs::without_a_cookie_every_request_gets_an_empty_session" }
    "connection-closed" Wrong [5 "1"] ["a1-stateless"]
        { "scenarios/a_connection.rs::requests_of_one_connection_share_no_session" }
    "page-objects-destroyed" Imprecise [5 "1"] ["a1-stateless", "d10-two-processes"]
        { "scenarios/d_engines.rs::two_processes_do_not_see_each_others_sessions_in_their_own_memory" }
    "two-ways-to-keep-state" Right [5 "1"] ["b1-set-a-cookie", "a3-cookie-comes-back"]
        { "lab/cookies.rs::a_cookie_is_sent_with_every_attribute_that_the_form_names",
          "scenarios/a_state.rs::the_browser_sends_the_id_back_and_the_server_finds_the_data" }
    "shared-between-requests" Right [1 "1", 2 "1", 4 "1"] ["a3-cookie-comes-back"]
        { "scenarios/a_state.rs::the_browser_sends_the_id_back_and_the_server_finds_the_data" }
    "created-at-first-visit" Imprecise [2 "1", 4 "1.1"] ["a2-first-cookie"]
        { "scenarios/a_state.rs::the_first_response_with_session_data_sets_the_cookie_and_none_before_it",
          "scenarios/a_new_sessions.rs::a_request_without_a_cookie_stores_nothing" }
    "found-by-the-id" Right [1 "0", 1 "2", 2 "1", 4 "1.3", 4 "2.3", 4 "3"] ["a3-cookie-comes-back"]
        { "scenarios/a_state.rs::the_browser_sends_the_id_back_and_the_server_finds_the_data" }
    "id-says-nothing" Right [4 "1.1", 4 "1.5"] ["a10-number-ticket", "a4-what-the-id-says"]
        { "scenarios/a_state.rs::the_id_is_random_and_the_data_is_not_in_it" }
    "id-is-a-hash" Imprecise [3 "0"] ["a4-what-the-id-says"]
        { "scenarios/a_state.rs::the_id_is_random_and_the_data_is_not_in_it" }
    "id-is-encrypted" Wrong [5 "3"] ["a4-what-the-id-says"]
        { "scenarios/a_state.rs::the_id_is_random_and_the_data_is_not_in_it" }
    "one-session-for-each-user" Imprecise [1 "0", 1 "2", 2 "1"] ["a5-nobody-shares", "h6-logins"]
        { "scenarios/a_state.rs::two_visitors_never_share_a_session",
          "scenarios/h6_logins.rs::the_list_of_devices_has_all_logins_of_the_member" }
    "anonymous-sessions" Right [3 "0"] ["a5-nobody-shares"]
        { "scenarios/a_state.rs::an_anonymous_visitor_has_a_cart_without_a_login" }
    "id-not-in-the-url" Right [3 "0"] ["a7-never-in-the-address"]
        { "scenarios/a_state.rs::a_session_id_in_the_url_is_ignored_and_never_written_there" }
    "needs-cookies" Right [3 "0", 5 "3"] ["a8-cookies-off"]
        { "scenarios/a_state.rs::with_cookies_disabled_the_shop_explains_that_it_needs_them" }
    "cookie-on-the-server" Imprecise [3 "0"] ["a10-number-ticket", "a4-what-the-id-says"]
        { "scenarios/a_state.rs::the_id_is_random_and_the_data_is_not_in_it" }

    // How sessions are enabled.
    "enabled-by-default" Right [1 "0", 3 "1", 4 "2.1"] ["a9-sessions-off"]
        { "scenarios/a_state.rs::a_session_is_still_there_after_sessions_were_disabled_and_enabled_again" }
    "app-does-the-work" Wrong [1 "0"] ["a9-sessions-off", "d2-db"]
        { "scenarios/a_state.rs::with_sessions_disabled_only_pages_that_need_none_work_and_the_others_respond_503" }
    "every-request-passes-the-middleware" Imprecise [1 "0"] ["a9-sessions-off", "a2-first-cookie"]
        { "scenarios/a_new_sessions.rs::a_request_without_a_cookie_stores_nothing" }
    "remove-the-middleware" Imprecise [3 "1"] ["a9-sessions-off"]
        { "scenarios/a_state.rs::with_sessions_disabled_only_pages_that_need_none_work_and_the_others_respond_503" }

    // Plain cookies, and cookies against sessions.
    "cookie-in-the-browser" Imprecise [1 "0", 2 "1", 3 "0", 4 "1.2", 5 "1"]
        ["a4-what-the-id-says", "d14-signed-cookies"]
        { "scenarios/a_state.rs::the_id_is_random_and_the_data_is_not_in_it",
          "scenarios/d_signed_cookies.rs::the_data_is_in_the_cookie_and_nothing_on_the_server" }
    "sessions-are-safer" Imprecise [1 "0", 2 "1", 3 "0", 5 "3"] ["b7-never-trust-a-cookie", "f6-fixation"]
        { "lab/cookies.rs::a_forged_plain_cookie_is_accepted_and_a_forged_signed_one_is_not",
          "scenarios/at_the_shop.rs::the_session_id_changes_at_login_and_the_old_id_becomes_invalid" }
    "client-cannot-change-the-session" Right [2 "1"] ["f5-tampered", "d14-signed-cookies"]
        { "scenarios/f_security.rs::a_forged_cookie_gets_a_new_session_and_nobody_elses_data",
          "scenarios/d_signed_cookies.rs::a_changed_cookie_is_refused" }
    "cookies-can-be-forged" Right [3 "0"] ["b7-never-trust-a-cookie"]
        { "lab/cookies.rs::a_forged_plain_cookie_is_accepted_and_a_forged_signed_one_is_not" }
    "nothing-secret-in-a-cookie" Right [3 "0", 5 "2"] ["b7-never-trust-a-cookie"]
        { "browser/plain_cookies.rs::a_script_forges_the_plain_cookie_and_not_the_signed_one" }
    "cookie-on-the-disk" Imprecise [3 "0"] ["e2-browser-close"]
        { "browser/closing.rs::a_reopened_browser_has_lost_a_session_that_expires_at_browser_close" }
    "four-kilobytes" Imprecise [5 "2"] ["b6-four-kilobytes"]
        { "browser/plain_cookies.rs::the_browser_stores_a_cookie_of_4096_bytes_and_none_larger" }
    "no-limit-for-sessions" Imprecise [2 "1"] ["b6-four-kilobytes", "d18-bytes"]
        { "scenarios/d_engines.rs::the_stored_size_grows_with_the_session_data",
          "scenarios/d_signed_cookies.rs::a_session_past_4096_bytes_is_refused_and_the_old_data_stays" }
    "server-side-is-faster" Imprecise [3 "0"] ["d18-bytes"]
        { "lab/engines.rs::available_engines_are_measured_and_the_others_show_the_reason" }
    "set-cookie" Right [5 "4.1"] ["b1-set-a-cookie"]
        { "lab/cookies.rs::a_cookie_is_sent_with_every_attribute_that_the_form_names" }
    "max-age-and-expires" Right [5 "4.1"] ["b2-max-age-and-expires"]
        { "lab/cookies.rs::max_age_and_expires_are_both_sent_and_the_page_explains_which_one_applies" }
    "expires-wins" Wrong [5 "4.1"] ["b2-max-age-and-expires"]
        { "browser/plain_cookies.rs::max_age_takes_precedence_over_expires" }
    "path-is-all-paths" Right [5 "4.1"] ["b3-path-and-domain"]
        { "browser/plain_cookies.rs::path_and_domain_decide_where_the_browser_sends_a_cookie" }
    "domain-is-all-subdomains" Wrong [5 "4.1"] ["b3-path-and-domain", "f4-name-path-domain"]
        { "browser/domains.rs::a_plain_cookie_with_a_domain_is_sent_to_all_hosts_of_the_domain_only",
          "browser/domains.rs::a_session_without_a_domain_is_on_its_own_host_only" }
    "set-cookie-httponly-default" Right [5 "4.1"] ["b1-set-a-cookie", "f2-httponly"]
        { "lab/cookies.rs::a_cookie_is_sent_with_every_attribute_that_the_form_names" }
    "read-cookies" Right [5 "4.3"] ["b4-read-and-delete"]
        { "lab/cookies.rs::one_cookie_is_read_by_its_name_and_all_are_listed" }
    "delete-cookie-ends-with-the-browser" Wrong [5 "4.2"] ["b4-read-and-delete"]
        { "lab/cookies.rs::a_deleted_cookie_is_sent_empty_with_a_past_date_and_is_not_sent_back" }

    // The session as a dictionary.
    "request-session" Right [1 "8.1", 2 "1", 2 "3.2", 4 "2.3", 5 "5"] ["c1-set-get"]
        { "scenarios/c_dictionary.rs::a_key_that_was_set_is_there_in_the_next_request" }
    "read-a-key" Imprecise [2 "3.1"] ["c1-set-get"]
        { "scenarios/c_dictionary.rs::a_missing_key_is_an_error_or_none_or_the_default" }
    "get-with-default" Right [1 "8.2", 4 "2.3", 5 "5"] ["c1-set-get"]
        { "scenarios/c_dictionary.rs::a_missing_key_is_an_error_or_none_or_the_default" }
    "del" Right [1 "8.3", 2 "3.3", 4 "2.3"] ["c4-delete-pop"]
        { "scenarios/c_dictionary.rs::a_deleted_key_is_gone_and_the_others_stay",
          "scenarios/c_dictionary.rs::deleting_a_missing_key_is_an_error_that_can_be_ignored" }
    "pop" Right [2 "3.3", 5 "5"] ["c4-delete-pop"]
        { "scenarios/c_dictionary.rs::pop_removes_a_value_and_returns_it_or_the_default" }
    "in" Right [2 "3.4"] ["c6-membership-keys"]
        { "scenarios/c_dictionary.rs::has_key_is_true_for_existing_keys_only" }
    "keys" Right [5 "5"] ["c6-membership-keys"]
        { "scenarios/c_dictionary.rs::keys_and_items_list_the_data_and_hide_the_frameworks_own_keys" }
    "items-are-values" Wrong [5 "5"] ["c6-membership-keys"]
        { "scenarios/c_dictionary.rs::keys_and_items_list_the_data_and_hide_the_frameworks_own_keys" }
    "nested-values" Imprecise [1 "8.1"] ["c10-nested"]
        { "scenarios/c_dictionary.rs::a_nested_value_is_read_back_unchanged" }
    "clear" Imprecise [2 "3.5", 5 "5"] ["c8-clear"]
        { "scenarios/c_clear_and_flush.rs::clear_empties_the_session_and_keeps_its_id" }
    "flush-makes-a-new-id" Imprecise [1 "8.4"] ["c9-flush"]
        { "scenarios/c_clear_and_flush.rs::after_flush_the_cookie_is_removed_and_the_old_id_is_invalid",
          "scenarios/c_clear_and_flush.rs::a_key_set_after_flush_starts_a_new_session" }
    "flush-at-logout" Right [5 "5"] ["c9-flush", "g1-login"]
        { "scenarios/g_uses.rs::logout_flushes_the_session" }

    // Engines.
    "engines" Imprecise [1 "3", 1 "5", 3 "0", 4 "1.2"] ["d1-engines"]
        { "scenarios/d_engines.rs::the_chosen_engine_stores_the_session_where_the_settings_say" }
    "five-engines" Right [5 "6"] ["d1-engines"]
        { "scenarios/d_engines.rs::the_chosen_engine_stores_the_session_where_the_settings_say" }
    "engine-setting" Right [1 "4", 4 "2.2", 5 "6"] ["d1-engines"]
        { "scenarios/d_engines.rs::the_chosen_engine_stores_the_session_where_the_settings_say" }
    "db-is-the-default" Right [1 "5.1", 3 "2", 4 "2.2", 5 "6.1"] ["d1-engines"]
        { "scenarios/d_engines.rs::the_engine_is_db_unless_the_settings_name_another" }
    "use-db" Right [3 "0"] ["d1-engines", "d14-signed-cookies"]
        { "scenarios/d_engines.rs::the_engine_is_db_unless_the_settings_name_another",
          "scenarios/d_signed_cookies.rs::a_copied_cookie_works_after_logout_until_it_expires" }
    "in-the-servers-memory" Wrong [1 "0"] ["d1-engines", "d10-two-processes"]
        { "scenarios/d_engines.rs::the_engine_is_db_unless_the_settings_name_another",
          "scenarios/a_state.rs::a_session_survives_a_restart_of_the_server_process" }
    "memory-or-database" Imprecise [2 "1"] ["d1-engines"]
        { "scenarios/d_engines.rs::the_chosen_engine_stores_the_session_where_the_settings_say" }
    "keep-sessions-small" Right [1 "0"] ["d18-bytes"]
        { "scenarios/d_engines.rs::the_stored_size_grows_with_the_session_data" }
    "separate-from-the-database" Wrong [2 "2"] ["d1-engines"]
        { "scenarios/d_engines.rs::the_engine_is_db_unless_the_settings_name_another" }
    "session-table" Right [1 "5.1", 3 "2", 3 "2.1"] ["d2-db"]
        { "scenarios/d_engines.rs::a_session_is_a_row_with_key_data_and_expire_date" }
    "mysql-apart" Wrong [2 "2.2"] ["d2-db"]
        { "scenarios/d_engines.rs::sessions_can_be_in_another_database_than_the_shop" }
    "file-in-the-file-system" Right [1 "5.2", 2 "2.3", 3 "2.3", 5 "6.2"] ["d4-file"]
        { "scenarios/d_engines.rs::a_session_is_a_file_named_by_its_id_that_only_its_owner_can_read" }
    "file-name-is-the-id" Imprecise [2 "2.3"] ["d4-file"]
        { "scenarios/d_engines.rs::a_session_is_a_file_named_by_its_id_that_only_its_owner_can_read" }
    "file-folder-must-exist" Right [2 "2.3", 3 "2.3"] ["d4-file"]
        { "scenarios/d_engines.rs::a_missing_or_read_only_folder_is_named_at_startup" }
    "file-temporary-folder" Right [1 "5.2", 2 "2.3", 3 "2.3"] ["d4-file"]
        { "scenarios/d_engines.rs::without_a_configured_folder_session_files_are_in_the_temporary_folder" }
    "file-path-is-required" Wrong [3 "2.3"] ["d4-file"]
        { "scenarios/d_engines.rs::without_a_configured_folder_session_files_are_in_the_temporary_folder" }
    "file-disk-space" Right [2 "2.3"] ["d4-file", "e11-clearing"]
        { "scenarios/e_expired.rs::without_a_sweeper_expired_sessions_stay_in_the_store" }
    "file-under-load" Imprecise [2 "2.3"] ["d4-file", "d18-bytes"]
        { "lab/engines.rs::available_engines_are_measured_and_the_others_show_the_reason" }
    "cache-is-fast" Right [1 "5.3", 2 "2.1", 3 "2.2"] ["d6-caches", "d18-bytes"]
        { "lab/engines.rs::available_engines_are_measured_and_the_others_show_the_reason" }
    "cache-alias" Right [1 "5.3", 2 "2.1", 3 "2.2"] ["d6-caches"]
        { "scenarios/d_engines.rs::cache_alias_selects_one_of_several_caches" }
    "cache-loses-sessions" Right [3 "2.2"] ["d8-cache-full-and-restarted"]
        { "scenarios/d_engines.rs::when_the_memory_cache_is_full_old_sessions_are_evicted",
          "scenarios/d_caches.rs::after_a_cache_restart_the_visitor_gets_a_new_session" }
    "cache-must-be-memcached" Imprecise [5 "6.3"] ["d6-caches", "d10-two-processes"]
        { "scenarios/d_stored_on_servers.rs::the_shop_stores_its_sessions_in_redis_and_in_memcached",
          "scenarios/d_engines.rs::two_processes_do_not_see_each_others_sessions_in_their_own_memory" }
    "django-redis" Imprecise [2 "2.1"] ["d6-caches"]
        { "scenarios/d_stored_on_servers.rs::the_shop_stores_its_sessions_in_redis_and_in_memcached" }
    "redis-port" Right [2 "2.1"] ["d6-caches"]
        { "scenarios/d_stored_on_servers.rs::redis_is_at_port_6379_and_memcached_at_11211_by_default" }
    "cached-db-at-the-same-time" Imprecise [3 "2.2"] ["d11-cached-db"]
        { "scenarios/d_cached_db.rs::a_write_goes_to_the_database_and_to_the_cache" }
    "cached-db-first-the-cache" Wrong [5 "6.4"] ["d11-cached-db"]
        { "scenarios/d_cached_db.rs::a_write_goes_to_the_database_and_to_the_cache" }
    "cached-db-reads" Right [5 "6.4"] ["d11-cached-db"]
        { "scenarios/d_cached_db.rs::a_read_calls_the_cache_then_the_database_and_fills_the_cache" }
    "cached-db-without-its-cache" Imprecise [3 "2.2", 5 "6.4"] ["d8-cache-full-and-restarted", "d11-cached-db"]
        { "scenarios/d_cache_unavailable.rs::with_its_cache_stopped_frozen_or_restarted_cached_db_loses_nothing" }
    "cache-is-faster-than-cached-db" Imprecise [3 "2.2"] ["d11-cached-db"]
        { "scenarios/d_cached_db.rs::a_read_calls_the_cache_then_the_database_and_fills_the_cache",
          "lab/engines.rs::available_engines_are_measured_and_the_others_show_the_reason" }
    "cached-db-needs-a-database" Right [3 "2.2"] ["d11-cached-db"]
        { "scenarios/d_cached_db.rs::a_write_goes_to_the_database_and_to_the_cache" }
    "mixed-with-files" Wrong [2 "2.5"] ["d11-cached-db"]
        { "scenarios/d_cached_db.rs::a_write_goes_to_the_database_and_to_the_cache" }
    "signed-cookies-small-data" Right [1 "5.4", 2 "2.4", 4 "1.2", 5 "6.5"] ["d14-signed-cookies"]
        { "scenarios/d_signed_cookies.rs::the_data_is_in_the_cookie_and_nothing_on_the_server" }
    "signature-protects" Right [1 "5", 3 "2.4"] ["d14-signed-cookies"]
        { "scenarios/d_signed_cookies.rs::a_changed_cookie_is_refused" }
    "key-encrypts" Wrong [2 "2.4", 5 "6.5"] ["d14-signed-cookies"]
        { "scenarios/d_signed_cookies.rs::a_signed_cookie_is_readable_by_its_owner_and_an_encrypted_one_is_not" }
    "key-decrypts" Wrong [5 "6.5"] ["d19-forged", "d14-signed-cookies"]
        { "scenarios/d_signed_cookies.rs::an_attacker_with_the_secret_key_can_forge_a_session" }
    "keep-the-key-secret" Right [5 "6.5"] ["d19-forged"]
        { "scenarios/d_signed_cookies.rs::an_attacker_with_the_secret_key_can_forge_a_session",
          "scenarios/d_signed_cookies.rs::another_secret_key_invalidates_all_cookies" }
    "signed-cookies-limit" Right [5 "6.5"] ["d14-signed-cookies", "b6-four-kilobytes"]
        { "scenarios/d_signed_cookies.rs::a_session_past_4096_bytes_is_refused_and_the_old_data_stays" }
    "signed-cookies-traffic" Right [2 "2.4"] ["d18-bytes"]
        { "scenarios/d_signed_cookies.rs::the_size_of_each_request_grows_with_the_session_data" }
    "httponly-for-signed-cookies" Imprecise [3 "2.4", 5 "6.5"] ["f2-httponly", "d14-signed-cookies"]
        { "browser/cookie_attributes.rs::a_script_sees_the_cookie_only_without_httponly",
          "scenarios/d_signed_cookies.rs::a_signed_cookie_is_readable_by_its_owner_and_an_encrypted_one_is_not" }

    // Expiry.
    "two-weeks" Right [1 "6", 2 "3.6", 5 "5"] ["e1-cookie-age"]
        { "scenarios/e_expiry.rs::a_session_lasts_two_weeks_unless_the_settings_say_otherwise" }
    "cookie-age-is-the-cookies" Imprecise [2 "2.4"] ["e1-cookie-age", "e9-over"]
        { "scenarios/e_max_age.rs::max_age_is_the_number_of_the_setting",
          "scenarios/e_expired.rs::an_expired_session_is_not_served_though_the_browser_still_sends_its_cookie" }
    "server-sets-the-expiry" Right [2 "1", 4 "1.4"] ["e1-cookie-age", "e9-over"]
        { "scenarios/e_expired.rs::an_expired_session_is_not_served_though_the_browser_still_sends_its_cookie" }
    "expires-at-browser-close" Imprecise [1 "6", 4 "1.4"] ["e2-browser-close"]
        { "scenarios/e_expiry.rs::a_cookie_that_expires_at_browser_close_has_neither_max_age_nor_expires",
          "scenarios/e_expiry.rs::a_browser_that_is_never_closed_loses_its_session_after_cookie_age" }
    "nothing-kept-after-close" Wrong [4 "1.5"] ["e2-browser-close", "e11-clearing"]
        { "browser/closing.rs::a_reopened_browser_has_lost_a_session_that_expires_at_browser_close",
          "scenarios/e_expired.rs::without_a_sweeper_expired_sessions_stay_in_the_store" }
    "server-deletes-by-itself" Wrong [2 "3.7", 4 "1.4", 4 "1.5"] ["e11-clearing"]
        { "scenarios/e_expired.rs::without_a_sweeper_expired_sessions_stay_in_the_store",
          "scenarios/e_expired.rs::nothing_has_to_be_cleared_and_nothing_expired_is_served" }
    "clearsessions" Right [5 "5"] ["e11-clearing"]
        { "scenarios/e_expired.rs::the_command_clearsessions_removes_expired_sessions_and_only_them" }
    "set-expiry-number" Imprecise [4 "2.3", 5 "5"] ["e3-set-expiry"]
        { "scenarios/e_expiry.rs::a_number_is_seconds_from_the_last_change" }
    "set-expiry-zero" Right [5 "5"] ["e3-set-expiry"]
        { "scenarios/e_expiry.rs::zero_expires_at_browser_close" }
    "set-expiry-none" Right [5 "5"] ["e3-set-expiry"]
        { "scenarios/e_expiry.rs::none_returns_to_the_settings" }
    "set-expiry-datetime" Imprecise [2 "3.7", 2 "3.8"] ["e3-set-expiry"]
        { "scenarios/e_expiry.rs::a_datetime_does_not_move_when_the_session_changes" }
    "set-expiry-timedelta" Right [2 "3.7", 2 "3.8"] ["e3-set-expiry"]
        { "scenarios/e_expiry.rs::a_timedelta_counts_from_the_call" }
    "set-expiry-for-a-key" Wrong [2 "3.7"] ["e10-single-keys"]
        { "scenarios/e_single_keys.rs::the_expiry_of_a_session_removes_all_its_keys",
          "scenarios/e_single_keys.rs::a_key_with_its_own_expiry_is_removed_alone" }
    "set-expiry-for-the-session" Right [2 "3.8"] ["e10-single-keys", "e3-set-expiry"]
        { "scenarios/e_single_keys.rs::the_expiry_of_a_session_removes_all_its_keys" }
    "counts-from-the-last-access" Wrong [2 "3.7", 2 "3.8"] ["e8-last-access"]
        { "scenarios/e_expiry.rs::without_save_every_request_the_age_counts_from_the_last_change",
          "scenarios/e_expiry.rs::a_datetime_does_not_move_when_the_session_changes" }

    // Attributes of the session's cookie.
    "cookie-name" Right [2 "2.4"] ["f4-name-path-domain"]
        { "scenarios/f_attributes.rs::the_cookie_has_the_name_path_and_domain_of_the_settings" }
    "secure" Right [1 "7", 2 "2.4", 5 "4.1"] ["f1-secure"]
        { "browser/secure_cookies.rs::a_secure_cookie_is_kept_and_sent_over_https_only" }
    "secure-needs-https" Right [2 "2.4"] ["f1-secure"]
        { "browser/secure_cookies.rs::over_plain_http_a_secure_cookie_is_not_kept" }
    "httponly" Right [1 "7", 2 "2.4", 5 "4.1"] ["f2-httponly"]
        { "browser/cookie_attributes.rs::a_script_sees_the_cookie_only_without_httponly" }
    "samesite-prevents-csrf" Imprecise [1 "7"] ["f3-samesite"]
        { "browser/cookie_attributes.rs::with_lax_a_form_from_another_site_fails_and_a_link_carries_the_session",
          "scenarios/a_state.rs::a_form_without_its_csrf_token_is_refused_and_changes_nothing" }

    // What sessions are for.
    "login" Right [1 "9.1", 2 "1", 4 "1.2", 4 "2.4", 5 "3"] ["g1-login"]
        { "scenarios/g_uses.rs::after_a_login_no_request_needs_a_password_until_logout",
          "scenarios/g_uses.rs::a_members_page_redirects_to_login_and_back" }
    "login-until-logout" Right [4 "2.4"] ["g1-login"]
        { "scenarios/g_uses.rs::a_login_ends_when_its_session_expires",
          "scenarios/g_uses.rs::logout_flushes_the_session" }
    "cart" Right [1 "9.2", 2 "1", 4 "1.2", 4 "2.4"] ["g4-cart"]
        { "scenarios/g_uses.rs::the_cart_is_the_same_on_every_page_until_it_is_emptied",
          "scenarios/g_uses.rs::bought_teas_leave_the_cart" }
    "temporary-data" Imprecise [1 "9.3"] ["g6-checkout", "g7-preferences"]
        { "scenarios/g_temporary.rs::temporary_data_is_removed_with_the_session",
          "scenarios/d_engines.rs::a_session_is_a_row_with_key_data_and_expire_date" }
    "preferences" Right [1 "9.3", 2 "1", 4 "1.2"] ["g7-preferences"]
        { "scenarios/g_temporary.rs::preferences_are_kept_in_the_session_and_nowhere_else" }
};
