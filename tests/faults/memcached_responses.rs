//! All visitors of a worker thread share a connection to Memcached. However it
//! breaks and whatever comes over it, each gets the own answer or none, never
//! another's.

use std::{sync::mpsc, time::Duration};

use futures_util::{FutureExt, future::join_all};
use session_shop::caches::{Cache, CacheError, MemcachedCache, Swap};

use super::scripted::{Scripted, honest, script, silent};

/// Where nobody is late.
const LONG_TIMEOUT: Duration = Duration::from_secs(20);

/// Where somebody is.
const TIMEOUT: Duration = Duration::from_millis(250);

const LIVES: Duration = Duration::from_secs(60);

fn is_unavailable<T>(answer: &Result<T, CacheError>) -> bool {
    matches!(answer, Err(CacheError::Unavailable(_)))
}

/// What is under `key`.
async fn text(cache: &MemcachedCache, key: &str) -> String {
    cache.get(key).await.unwrap().unwrap()
}

/// The server hears all of them before it answers the first.
#[actix_web::test]
async fn many_ask_at_once_over_one_connection_and_each_gets_the_own_answer() {
    let server = Scripted::start(vec![script(|talk| {
        let commands: Vec<_> = (0..50).map(|_| talk.command().unwrap()).collect();
        let answers: String = commands.iter().map(super::scripted::Command::answer).collect();
        // In two pieces that end anywhere.
        let (one, other) = answers.split_at(answers.len() / 2 + 3);
        talk.say(one);
        talk.say(other);
    })]);
    let cache = server.cache(4, LONG_TIMEOUT);
    let keys: Vec<String> = (0..50).map(|number| format!("key{number}")).collect();
    for (key, answer) in keys.iter().zip(join_all(keys.iter().map(|key| cache.get(key))).await) {
        assert_eq!(answer.unwrap().as_ref(), Some(key));
    }
}

#[actix_web::test]
async fn the_answer_to_somebody_who_gave_up_goes_to_nobody_else() {
    let server = Scripted::start(vec![honest()]);
    let cache = server.cache(1, LONG_TIMEOUT);
    for _ in 0..10 {
        assert!(cache.get("given-up").now_or_never().is_none());
        assert_eq!(text(&cache, "waited-for").await, "waited-for");
    }
}

#[actix_web::test]
async fn what_is_cut_off_in_the_middle_of_an_answer_is_asked_again() {
    let cut = script(|talk| {
        let answer = talk.command().unwrap().answer();
        talk.say(&answer[..answer.len() - 4]);
    });
    let server = Scripted::start(vec![cut, honest()]);
    assert_eq!(text(&server.cache(1, LONG_TIMEOUT), "key").await, "key");
}

/// Nobody knows whether it was done.
#[actix_web::test]
async fn a_swap_whose_answer_is_lost_is_not_asked_again() {
    let (told, heard) = mpsc::channel();
    let scripts = (0..2).map(|connection| {
        let told = told.clone();
        script(move |talk| {
            while let Some(command) = talk.command() {
                told.send((connection, command.name().to_owned())).unwrap();
                if command.name() == "ms" {
                    return;
                }
                talk.say(&command.answer());
            }
        })
    });
    let server = Scripted::start(scripts.collect());
    let cache = server.cache(1, LONG_TIMEOUT);
    assert_eq!(text(&cache, "key").await, "key");
    assert!(is_unavailable(&cache.swap("key", "key", "new", LIVES).await));
    assert_eq!(text(&cache, "key").await, "key", "over a new connection");
    let all: Vec<_> = heard.try_iter().collect();
    assert_eq!(all, [(0, "mg"), (0, "ms"), (1, "mg")].map(|(at, name)| (at, name.to_owned())));
}

/// At its other end may be a server that counts anew.
#[actix_web::test]
async fn a_number_is_not_used_over_another_connection() {
    let once = script(|talk| {
        let key = talk.command().unwrap();
        talk.say(&key.answer().replace("c1", "c77"));
    });
    let (told, heard) = mpsc::channel();
    let counts_anew = script(move |talk| {
        while let Some(command) = talk.command() {
            talk.say(&command.answer());
            told.send(command).unwrap();
        }
    });
    let server = Scripted::start(vec![once, counts_anew]);
    let cache = server.cache(1, LONG_TIMEOUT);
    assert_eq!(text(&cache, "key").await, "key");
    assert_eq!(text(&cache, "other").await, "other", "over a new connection");
    assert_eq!(cache.swap("key", "key", "new", LIVES).await.unwrap(), Swap::Swapped);
    let swap: Vec<_> = heard.iter().skip(1).take(2).collect();
    assert_eq!([swap[0].name(), swap[1].name()], ["mg", "ms"]);
    assert!(swap[1].has("C1"), "{:?}", swap[1]);
}

#[actix_web::test]
async fn an_answer_that_makes_no_sense_is_nobodys() {
    for nonsense in [
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        "VA 6 c1 O4711\r\nsecret\r\n",
        "VA 6 c1\r\nsecret\r\n",
        "VA 3 c1 O0\r\nsecret\r\n",
        "VA 99999999999 c1 O0\r\n",
        "\0\0\0\0\r\n",
    ] {
        let speaks = || {
            script(|talk| {
                talk.command();
                talk.say(nonsense);
                talk.command();
            })
        };
        let server = Scripted::start(vec![speaks(), speaks(), honest()]);
        let cache = server.cache(1, LONG_TIMEOUT);
        assert!(is_unavailable(&cache.get("key").await), "{nonsense}");
        assert_eq!(text(&cache, "key").await, "key", "over a new connection");
    }
}

/// A text that was not asked for, though it has the right opaque.
#[actix_web::test]
async fn who_stores_a_text_gets_none() {
    let speaks = || {
        script(|talk| {
            talk.command();
            talk.say("VA 6 c1 O0\r\nsecret\r\n");
            talk.command();
        })
    };
    let server = Scripted::start(vec![speaks(), speaks(), honest()]);
    let cache = server.cache(1, LONG_TIMEOUT);
    assert!(is_unavailable(&cache.set("key", "new", LIVES).await));
    cache.set("key", "new", LIVES).await.unwrap();
}

/// What follows might answer what the server took for commands.
#[actix_web::test]
async fn a_server_that_takes_a_command_for_none_is_not_heard_any_more() {
    let confused = script(|talk| {
        talk.command();
        talk.say("ERROR\r\nVA 6 c1 O1\r\nsecret\r\n");
        talk.command();
    });
    let server = Scripted::start(vec![confused, honest()]);
    let cache = server.cache(1, LONG_TIMEOUT);
    let (one, other) = futures_util::future::join(cache.get("one"), cache.get("other")).await;
    assert!(is_unavailable(&one));
    assert_eq!(other.unwrap().as_deref(), Some("other"), "over a new connection");
}

#[actix_web::test]
async fn a_silent_server_is_given_up_with_all_who_wait() {
    let server = Scripted::start(vec![silent(), honest()]);
    let cache = server.cache(1, TIMEOUT);
    let keys = ["one", "two", "three"];
    assert!(join_all(keys.map(|key| cache.get(key))).await.iter().all(is_unavailable));
    assert_eq!(text(&cache, "four").await, "four", "over a new connection");
}

#[actix_web::test]
async fn what_waits_for_a_silent_server_does_not_fill_the_memory() {
    let server = Scripted::start(vec![silent()]);
    let cache = server.cache(1, LONG_TIMEOUT);
    let large = "x".repeat(1_000_000);
    let taken = (0..30).map(|_| cache.set("key", &large, LIVES).now_or_never());
    let refused: Vec<bool> = taken.map(|now| now.is_some_and(|answer| is_unavailable(&answer))).collect();
    let most = refused.iter().position(|&refused| refused).unwrap();
    assert!((16..=18).contains(&most) && refused[most..].iter().all(|&refused| refused), "{most}");
}

#[actix_web::test]
async fn a_small_answer_does_not_wait_behind_a_large_one() {
    let slow_with_texts = || {
        script(|talk| {
            while let Some(command) = talk.command() {
                if command.name() == "mg" {
                    talk.say(&command.answer());
                } else {
                    while talk.command().is_some() {}
                }
            }
        })
    };
    let server = Scripted::start(vec![slow_with_texts(), slow_with_texts()]);
    let cache = server.cache(2, LONG_TIMEOUT);
    assert!(cache.set("large", &"x".repeat(100_000), LIVES).now_or_never().is_none());
    assert_eq!(text(&cache, "small").await, "small");
}

#[actix_web::test]
async fn a_key_of_two_words_is_never_sent() {
    let server = Scripted::start(vec![honest()]);
    let cache = server.cache(1, LONG_TIMEOUT);
    for key in ["a b", "a\r\nmd b", "", &"x".repeat(251)] {
        assert!(is_unavailable(&cache.get(key).await), "{key}");
        assert!(is_unavailable(&cache.set(key, "text", LIVES).await), "{key}");
        assert!(is_unavailable(&cache.delete(key).await), "{key}");
    }
    assert_eq!(text(&cache, "a").await, "a");
}

#[actix_web::test]
async fn a_server_may_have_a_name() {
    let server = Scripted::start(vec![honest()]);
    let cache = MemcachedCache::new(&server.url(), 1, LONG_TIMEOUT).unwrap();
    assert_eq!(text(&cache, "key").await, "key");
}
