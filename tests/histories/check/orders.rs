//! Stock and orders add up, and each order is placed at most once.

use super::Violation;
use crate::history::{Action, History, Operation, StockAndOrders};

const PROMISE: &str = "stock and orders add up, and each order is placed at most once";

pub fn check(history: &History) -> Option<Violation> {
    let stock_and_orders = history.stock_and_orders.as_ref()?;
    inconsistent_stock(history, stock_and_orders)
        .or_else(|| order_without_request(history, stock_and_orders))
        .or_else(|| missing_order(history, stock_and_orders))
}

fn inconsistent_stock(history: &History, stock_and_orders: &StockAndOrders) -> Option<Violation> {
    let (tea, left, sold) = stock_and_orders.stock.iter().find_map(|(tea, left)| {
        let lines = stock_and_orders.orders.iter().flat_map(|order| &order.lines);
        let sold: u32 = lines.filter(|(bought, _)| bought == tea).map(|line| line.1).sum();
        (left + sold != stock_and_orders.stock_before).then_some((tea, left, sold))
    })?;
    let reason = format!("{tea}: {left} in stock and {sold} sold, of {}", stock_and_orders.stock_before);
    let about = |operation: &Operation| matches!(&operation.action, Action::PlaceOrder { lines, .. } if lines.iter().any(|(bought, _)| bought == tea));
    Some(Violation::new(PROMISE, reason, &numbers(history, about)))
}

fn order_without_request(history: &History, stock_and_orders: &StockAndOrders) -> Option<Violation> {
    stock_and_orders.orders.iter().find_map(|order| {
        let same = |operation: &Operation| {
            matches!(&operation.action, Action::PlaceOrder { token, .. } if *token == order.token)
        };
        let places = numbers(history, same);
        let is_as_sent = places.iter().any(|&place| {
            let operation = &history.operations[place];
            let Action::PlaceOrder { lines, .. } = &operation.action else { return false };
            let (mut sent, mut stored) = (lines.clone(), order.lines.clone());
            sent.sort();
            stored.sort();
            sent == stored && history.accounts.get(operation.account) == Some(&order.username)
        });
        let number = &order.number;
        let is_double = stock_and_orders.orders.iter().filter(|other| other.token == order.token || &other.number == number).count() > 1;
        let reason = if is_double { "was placed twice" } else { "is not what was sent" };
        (is_double || !is_as_sent).then(|| Violation::new(PROMISE, format!("the order {number} {reason}"), &places))
    })
}

fn missing_order(history: &History, stock_and_orders: &StockAndOrders) -> Option<Violation> {
    history.operations.iter().enumerate().find_map(|(place, operation)| {
        let Action::PlaceOrder { token, .. } = &operation.action else { return None };
        let number = operation.order_number().filter(|_| operation.is_acknowledged())?;
        let is_there =
            stock_and_orders.orders.iter().any(|order| order.number == number && order.token == *token);
        let reason = format!("the acknowledged order {number} is not there");
        (!is_there).then(|| Violation::new(PROMISE, reason, &[place]))
    })
}

fn numbers(history: &History, of: impl Fn(&Operation) -> bool) -> Vec<usize> {
    let all = history.operations.iter().enumerate();
    all.filter(|(_, operation)| of(operation)).map(|(number, _)| number).collect()
}

#[cfg(test)]
mod tests {
    use super::super::example::{TEA, operation};
    use crate::history::{Action, History, Order, StockAndOrders};

    /// Returns a history of one acknowledged order of two packets, with the given
    /// content of the database.
    fn history(left: u32, orders: &[(&str, &str, u32)]) -> History {
        let action = Action::PlaceOrder { token: "t".to_owned(), lines: vec![(TEA.to_owned(), 2)] };
        let mut history = History::of([operation(action, "a", 0).acknowledged(10, "a")]);
        let order = |(number, token, packets): &(&str, &str, u32)| Order {
            number: (*number).to_owned(),
            token: (*token).to_owned(),
            username: "Mei".to_owned(),
            lines: vec![(TEA.to_owned(), *packets)],
        };
        history.stock_and_orders = Some(StockAndOrders {
            stock_before: 10,
            stock: vec![(TEA.to_owned(), left)],
            orders: orders.iter().map(order).collect(),
        });
        history
    }

    #[test]
    fn each_form_creates_one_order_and_reduces_the_stock() {
        assert_eq!(super::check(&history(8, &[("N1", "t", 2)])), None);
        for (left, orders) in [
            (9, &[("N1", "t", 2)][..]),
            (6, &[("N1", "t", 2), ("N2", "t", 2)]),
            (10, &[]),
            (7, &[("N1", "t", 3)]),
            (6, &[("N1", "t", 2), ("N2", "u", 2)]),
        ] {
            assert!(super::check(&history(left, orders)).is_some(), "{left} {orders:?}");
        }
    }
}
