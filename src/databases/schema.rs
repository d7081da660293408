//! The tables, as diesel sees them. The migrations make them.

diesel::table! {
    /// A row a session (D2).
    sessions (session_key) {
        /// The session key.
        session_key -> Text,
        /// The data, a JSON object.
        session_data -> Text,
        /// When it ends, UTC.
        expire_date -> Timestamp,
        /// Grows by one with each write.
        version -> BigInt,
    }
}

diesel::table! {
    /// One row: the epoch of the caches before `sessions` (H11).
    session_cache_epoch (id) {
        /// Always 1.
        id -> Integer,
        /// Raised when a write can't be made known to the cache.
        epoch -> BigInt,
    }
}

diesel::table! {
    /// The runs of cache servers that were used before `sessions` (H11).
    session_cache_instances (instance) {
        /// What `Cache::instance` returned.
        instance -> Text,
    }
}

diesel::table! {
    /// Who has an account.
    users (id) {
        /// Number.
        id -> Integer,
        /// As the user wrote it.
        username -> Text,
        /// Folded to lower case; unique.
        username_key -> Text,
        /// An argon2id hash in PHC form.
        password_hash -> Text,
        /// UTC.
        created_at -> Timestamp,
    }
}

diesel::table! {
    /// Where users are logged in.
    logins (id) {
        /// A random name; the session holds it too.
        id -> Text,
        /// Whose.
        user_id -> Integer,
        /// UTC.
        created_at -> Timestamp,
        /// What the browser called itself, shortened.
        user_agent -> Text,
        /// The last request, give or take an hour, UTC.
        last_seen_at -> Timestamp,
    }
}

diesel::table! {
    /// The teas.
    products (id) {
        /// Number.
        id -> Integer,
        /// Name in addresses; unique.
        slug -> Text,
        /// Kind of tea.
        category -> Text,
        /// US cents.
        price -> BigInt,
        /// Weight of a packet.
        grams -> Integer,
        /// Packets in stock.
        stock -> Integer,
    }
}

diesel::table! {
    /// What is said of a tea, in each language.
    product_texts (product_id, language) {
        /// Of which tea.
        product_id -> Integer,
        /// `en`, `zh-Hant` or `zh-Hans`.
        language -> Text,
        /// Its name.
        name -> Text,
        /// Where it grows.
        origin -> Text,
        /// A sentence.
        summary -> Text,
        /// A few.
        description -> Text,
    }
}

diesel::table! {
    /// What was bought.
    orders (id) {
        /// Internal number, in order of placing.
        id -> Integer,
        /// The number that the buyer sees; unique.
        number -> Text,
        /// Token of the form that placed it; unique.
        placed_by -> Text,
        /// Whose.
        user_id -> Integer,
        /// UTC.
        placed_at -> Timestamp,
        /// Recipient.
        name -> Text,
        /// Street and house.
        street -> Text,
        /// Postal code.
        postcode -> Text,
        /// Town.
        city -> Text,
        /// Country code.
        country -> Text,
        /// Way of delivery.
        delivery -> Text,
        /// Currency code.
        currency -> Text,
        /// In the currency's smallest unit.
        delivery_price -> BigInt,
        /// In the currency's smallest unit.
        total -> BigInt,
    }
}

diesel::table! {
    /// The lines of an order.
    order_lines (order_id, product_id) {
        /// Of which order.
        order_id -> Integer,
        /// Which tea.
        product_id -> Integer,
        /// Packets.
        quantity -> Integer,
        /// In the smallest unit of the order's currency.
        unit_price -> BigInt,
    }
}

diesel::joinable!(logins -> users (user_id));
diesel::joinable!(product_texts -> products (product_id));
diesel::joinable!(order_lines -> orders (order_id));
diesel::joinable!(order_lines -> products (product_id));
diesel::allow_tables_to_appear_in_same_query!(logins, users);
diesel::allow_tables_to_appear_in_same_query!(products, product_texts);
diesel::allow_tables_to_appear_in_same_query!(orders, order_lines, products);
