//! The tables, as diesel knows them. The migrations create them.

diesel::table! {
    /// One row for each session (D2: the engine `db` stores sessions here).
    sessions (session_key) {
        /// The session key.
        session_key -> Text,
        /// The data, a JSON object.
        session_data -> Text,
        /// The expiry time, UTC.
        expire_date -> Timestamp,
        /// The version, which each write increases by one.
        version -> BigInt,
    }
}

diesel::table! {
    /// One row: the epoch of the session cache (H11: a cache that has missed a
    /// write must not serve older sessions).
    session_cache_epoch (id) {
        /// Always 1.
        id -> Integer,
        /// The epoch, which is raised when a write does not reach the cache.
        epoch -> BigInt,
    }
}

diesel::table! {
    /// The instances of cache servers that hold copies of sessions (H11).
    session_cache_instances (instance) {
        /// The value that `Cache::instance` returned.
        instance -> Text,
    }
}

diesel::table! {
    /// The accounts.
    users (id) {
        /// The id.
        id -> Integer,
        /// The name as the user wrote it.
        username -> Text,
        /// The name in NFKC and lower case; unique.
        username_key -> Text,
        /// An argon2id hash in PHC form.
        password_hash -> Text,
        /// The time of the registration, UTC.
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// What the usernames look like: no two users share a skeleton (UTS 39).
    user_skeletons (skeleton) {
        /// The skeleton of a username.
        skeleton -> Text,
        /// The user.
        user_id -> Integer,
    }
}

diesel::table! {
    /// The logins: one row for each browser in which a user is logged in.
    logins (id) {
        /// A random id, which the session holds, too.
        id -> Text,
        /// The user.
        user_id -> Integer,
        /// The time of the login, UTC.
        created_at -> Timestamp,
        /// The browser's `User-Agent`, shortened.
        user_agent -> Text,
        /// The time of the last request, accurate to five minutes, UTC.
        last_seen_at -> Timestamp,
        /// The time at which the session expires, accurate to five minutes, UTC.
        expires_at -> Timestamp,
    }
}

diesel::table! {
    /// The counts of failed logins and of registrations, for the limits against
    /// guessing.
    attempts (id) {
        /// A keyed hash of the account, the known browser or the address.
        id -> Text,
        /// The number of attempts.
        count -> Integer,
        /// The time of the last attempt, UTC.
        last_at -> Timestamp,
        /// The time from which all attempts are forgotten, UTC.
        expires_at -> Timestamp,
    }
}

diesel::table! {
    /// The teas.
    products (id) {
        /// The id.
        id -> Integer,
        /// The name in URLs; unique.
        slug -> Text,
        /// The kind of tea.
        category -> Text,
        /// The price, in US cents.
        price -> BigInt,
        /// The weight of a packet, in grams.
        grams -> Integer,
        /// The number of packets in stock.
        stock -> Integer,
        /// The temperature of the water, in degrees Celsius.
        celsius -> Nullable<Integer>,
        /// The shortest first steeping, in seconds.
        seconds_from -> Nullable<Integer>,
        /// The longest first steeping, in seconds.
        seconds_to -> Nullable<Integer>,
    }
}

diesel::table! {
    /// The texts about a tea, in each language.
    product_texts (product_id, language) {
        /// The tea.
        product_id -> Integer,
        /// `en`, `zh-Hant` or `zh-Hans`.
        language -> Text,
        /// The name of the tea.
        name -> Text,
        /// The region where it grows.
        origin -> Text,
        /// One sentence about it.
        summary -> Text,
        /// A longer description.
        description -> Text,
        /// The time of the harvest.
        harvest -> Nullable<Text>,
    }
}

diesel::table! {
    /// The orders.
    orders (id) {
        /// The internal id, in the sequence of the orders.
        id -> Integer,
        /// The order number that the customer sees; unique.
        number -> Text,
        /// The token of the form that placed the order; unique.
        placed_by -> Text,
        /// The customer.
        user_id -> Integer,
        /// The time of the order, UTC.
        placed_at -> Timestamp,
        /// The recipient.
        name -> Text,
        /// Street and house number.
        street -> Text,
        /// The postal code.
        postcode -> Text,
        /// The town.
        city -> Text,
        /// The country code (ISO 3166).
        country -> Text,
        /// The delivery method.
        delivery -> Text,
        /// The currency code (ISO 4217).
        currency -> Text,
        /// The price of the delivery, in the currency's minor unit.
        delivery_price -> BigInt,
        /// The total, in the currency's minor unit.
        total -> BigInt,
    }
}

diesel::table! {
    /// The lines of an order.
    order_lines (order_id, product_id) {
        /// The order.
        order_id -> Integer,
        /// The tea.
        product_id -> Integer,
        /// The number of packets.
        quantity -> Integer,
        /// The price of one packet, in the minor unit of the order's currency.
        unit_price -> BigInt,
    }
}

diesel::joinable!(logins -> users (user_id));
diesel::joinable!(user_skeletons -> users (user_id));
diesel::joinable!(product_texts -> products (product_id));
diesel::joinable!(order_lines -> orders (order_id));
diesel::joinable!(order_lines -> products (product_id));
diesel::allow_tables_to_appear_in_same_query!(logins, users, user_skeletons);
diesel::allow_tables_to_appear_in_same_query!(products, product_texts);
diesel::allow_tables_to_appear_in_same_query!(orders, order_lines, products);
