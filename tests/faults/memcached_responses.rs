//! All requests of a worker thread share a connection to Memcached. Whatever the
//! connection transports and however it breaks, each request gets its own response
//! or none, and never that of another request.

use std::{sync::mpsc, time::Duration};

use futures_util::{FutureExt, future::join_all};
use session_shop::caches::{Cache, CacheError, MemcachedCache, Swap};

use super::scripted_memcached::{Command, ScriptedMemcached, correct, script, silent};

/// The timeout of tests in which the server responds.
const LONG_TIMEOUT: Duration = Duration::from_secs(20);

/// The timeout of tests in which the server does not respond.
const TIMEOUT: Duration = Duration::from_millis(250);

const TTL: Duration = Duration::from_secs(60);

fn is_unavailable<T>(result: &Result<T, CacheError>) -> bool {
    matches!(result, Err(CacheError::Unavailable(_)))
}

/// Returns the text under `key`.
async fn text(cache: &MemcachedCache, key: &str) -> String {
    cache.get(key).await.unwrap().unwrap()
}

/// The server reads all commands before it responds to the first.
#[actix_web::test]
async fn concurrent_requests_over_one_connection_each_get_their_own_response() {
    let server = ScriptedMemcached::start(vec![script(|connection| {
        let commands: Vec<_> = (0..50).map(|_| connection.command().unwrap()).collect();
        let responses: String = commands.iter().map(Command::response).collect();
        // The first piece ends in the middle of a response.
        let (one, other) = responses.split_at(responses.len() / 2 + 3);
        connection.send(one);
        connection.send(other);
    })]);
    let cache = server.cache(4, LONG_TIMEOUT);
    let keys: Vec<String> = (0..50).map(|number| format!("key{number}")).collect();
    for (key, found) in keys.iter().zip(join_all(keys.iter().map(|key| cache.get(key))).await) {
        assert_eq!(found.unwrap().as_ref(), Some(key));
    }
}

#[actix_web::test]
async fn the_response_to_a_cancelled_request_is_discarded() {
    let server = ScriptedMemcached::start(vec![correct()]);
    let cache = server.cache(1, LONG_TIMEOUT);
    for _ in 0..10 {
        assert!(cache.get("cancelled").now_or_never().is_none());
        assert_eq!(text(&cache, "awaited").await, "awaited");
    }
}

#[actix_web::test]
async fn a_read_whose_response_is_cut_off_is_repeated() {
    let cut = script(|connection| {
        let response = connection.command().unwrap().response();
        connection.send(&response[..response.len() - 4]);
    });
    let server = ScriptedMemcached::start(vec![cut, correct()]);
    assert_eq!(text(&server.cache(1, LONG_TIMEOUT), "key").await, "key");
}

/// The server may have executed it.
#[actix_web::test]
async fn a_swap_whose_response_is_lost_is_not_repeated() {
    let (sender, commands) = mpsc::channel();
    let scripts = (0..2).map(|number| {
        let sender = sender.clone();
        script(move |connection| {
            while let Some(command) = connection.command() {
                sender.send((number, command.name().to_owned())).unwrap();
                if command.name() == "ms" {
                    return;
                }
                connection.send(&command.response());
            }
        })
    });
    let server = ScriptedMemcached::start(scripts.collect());
    let cache = server.cache(1, LONG_TIMEOUT);
    assert_eq!(text(&cache, "key").await, "key");
    assert!(is_unavailable(&cache.swap("key", "key", "new", TTL).await));
    assert_eq!(text(&cache, "key").await, "key", "over a new connection");
    let all: Vec<_> = commands.try_iter().collect();
    assert_eq!(all, [(0, "mg"), (0, "ms"), (1, "mg")].map(|(number, name)| (number, name.to_owned())));
}

/// The other connection may lead to a server that was restarted and counts from the
/// beginning.
#[actix_web::test]
async fn a_cas_token_is_not_used_over_another_connection() {
    let once = script(|connection| {
        let key = connection.command().unwrap();
        connection.send(&key.response().replace("c1", "c77"));
    });
    let (sender, commands) = mpsc::channel();
    let restarted = script(move |connection| {
        while let Some(command) = connection.command() {
            connection.send(&command.response());
            sender.send(command).unwrap();
        }
    });
    let server = ScriptedMemcached::start(vec![once, restarted]);
    let cache = server.cache(1, LONG_TIMEOUT);
    assert_eq!(text(&cache, "key").await, "key");
    assert_eq!(text(&cache, "other").await, "other", "over a new connection");
    assert_eq!(cache.swap("key", "key", "new", TTL).await.unwrap(), Swap::Swapped);
    let swap: Vec<_> = commands.iter().skip(1).take(2).collect();
    assert_eq!([swap[0].name(), swap[1].name()], ["mg", "ms"]);
    assert!(swap[1].has("C1"), "{:?}", swap[1]);
}

#[actix_web::test]
async fn a_malformed_response_is_never_delivered() {
    for malformed in [
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        "VA 6 c1 O4711\r\nsecret\r\n",
        "VA 6 c1\r\nsecret\r\n",
        "VA 3 c1 O0\r\nsecret\r\n",
        "VA 99999999999 c1 O0\r\n",
        "\0\0\0\0\r\n",
    ] {
        let respond = || {
            script(|connection| {
                connection.command();
                connection.send(malformed);
                connection.command();
            })
        };
        let server = ScriptedMemcached::start(vec![respond(), respond(), correct()]);
        let cache = server.cache(1, LONG_TIMEOUT);
        assert!(is_unavailable(&cache.get("key").await), "{malformed}");
        assert_eq!(text(&cache, "key").await, "key", "over a new connection");
    }
}

/// The server sends a value in response to a write, with the right opaque token.
#[actix_web::test]
async fn a_write_never_receives_a_value() {
    let respond = || {
        script(|connection| {
            connection.command();
            connection.send("VA 6 c1 O0\r\nsecret\r\n");
            connection.command();
        })
    };
    let server = ScriptedMemcached::start(vec![respond(), respond(), correct()]);
    let cache = server.cache(1, LONG_TIMEOUT);
    assert!(is_unavailable(&cache.set("key", "new", TTL).await));
    cache.set("key", "new", TTL).await.unwrap();
}

/// Later responses might belong to what the server took for commands.
#[actix_web::test]
async fn a_connection_is_closed_after_the_server_reports_an_unknown_command() {
    let confused = script(|connection| {
        connection.command();
        connection.send("ERROR\r\nVA 6 c1 O1\r\nsecret\r\n");
        connection.command();
    });
    let server = ScriptedMemcached::start(vec![confused, correct()]);
    let cache = server.cache(1, LONG_TIMEOUT);
    let (one, other) = futures_util::future::join(cache.get("one"), cache.get("other")).await;
    assert!(is_unavailable(&one));
    assert_eq!(other.unwrap().as_deref(), Some("other"), "over a new connection");
}

#[actix_web::test]
async fn all_waiting_requests_fail_when_the_server_does_not_respond() {
    let server = ScriptedMemcached::start(vec![silent(), correct()]);
    let cache = server.cache(1, TIMEOUT);
    let keys = ["one", "two", "three"];
    assert!(join_all(keys.map(|key| cache.get(key))).await.iter().all(is_unavailable));
    assert_eq!(text(&cache, "four").await, "four", "over a new connection");
}

#[actix_web::test]
async fn the_queue_of_a_server_that_does_not_respond_is_limited() {
    let server = ScriptedMemcached::start(vec![silent()]);
    let cache = server.cache(1, LONG_TIMEOUT);
    let large = "x".repeat(1_000_000);
    let results = (0..30).map(|_| cache.set("key", &large, TTL).now_or_never());
    let refused: Vec<bool> = results.map(|now| now.is_some_and(|result| is_unavailable(&result))).collect();
    let accepted = refused.iter().position(|&refused| refused).unwrap();
    assert!(
        (16..=18).contains(&accepted) && refused[accepted..].iter().all(|&refused| refused),
        "{accepted}"
    );
}

#[actix_web::test]
async fn a_small_request_does_not_wait_behind_a_large_one() {
    let slow_with_writes = || {
        script(|connection| {
            while let Some(command) = connection.command() {
                if command.name() == "mg" {
                    connection.send(&command.response());
                } else {
                    while connection.command().is_some() {}
                }
            }
        })
    };
    let server = ScriptedMemcached::start(vec![slow_with_writes(), slow_with_writes()]);
    let cache = server.cache(2, LONG_TIMEOUT);
    assert!(cache.set("large", &"x".repeat(100_000), TTL).now_or_never().is_none());
    assert_eq!(text(&cache, "small").await, "small");
}

#[actix_web::test]
async fn a_key_that_memcached_does_not_allow_is_never_sent() {
    let server = ScriptedMemcached::start(vec![correct()]);
    let cache = server.cache(1, LONG_TIMEOUT);
    for key in ["a b", "a\r\nmd b", "", &"x".repeat(251)] {
        assert!(is_unavailable(&cache.get(key).await), "{key}");
        assert!(is_unavailable(&cache.set(key, "text", TTL).await), "{key}");
        assert!(is_unavailable(&cache.delete(key).await), "{key}");
    }
    assert_eq!(text(&cache, "a").await, "a");
}

#[actix_web::test]
async fn the_url_may_contain_a_host_name() {
    let server = ScriptedMemcached::start(vec![correct()]);
    let cache = MemcachedCache::new(&server.url(), 1, LONG_TIMEOUT).unwrap();
    assert_eq!(text(&cache, "key").await, "key");
}
