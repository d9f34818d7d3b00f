//! Accounts: a number of one object that is the sum over others, found in the clauses of the call that makes them.

use super::scope::Scope;
use super::{formula, names};
use crate::model::*;

/// `device.allocated` is what all buffers of the device take: `holder.total` over `item.amount` along `item.link`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Whose account it is.
    pub holder: HandleId,
    /// The field that is the sum.
    pub total: usize,
    /// What is summed over.
    pub item: HandleId,
    /// How much each takes.
    pub amount: usize,
    /// Which holder it belongs to.
    pub link: usize,
}

/// The accounts that a call touches: of what it makes, and of what it closes.
pub fn of_call(model: &Model, call: &Call) -> Vec<Account> {
    let makes = |account: &Account| found_in(call).contains(account);
    let closes = |account: &Account| call.closes == Some(account.item);
    let all = model.calls.iter().flat_map(found_in);
    all.filter(|account| makes(account) || closes(account))
        .collect()
}

/// A call says so by three promises: the account grows by an amount, the new object has that amount, and that holder.
fn found_in(call: &Call) -> Vec<Account> {
    let promises = call
        .clauses
        .iter()
        .filter(|clause| matches!(clause.kind, ClauseKind::Ensures { .. }));
    let parts: Vec<&Expr> = promises
        .filter_map(|clause| formula::predicate(&clause.kind))
        .flat_map(formula::conjuncts)
        .collect();
    let mut accounts = Vec::new();
    for (holder, total, growth) in parts.iter().filter_map(|part| growth(part)) {
        let amounts = parts.iter().filter_map(|part| result_field(part, growth));
        for (item, amount) in amounts {
            let links = parts.iter().filter_map(|part| result_field(part, holder));
            for (_, link) in links.filter(|(owner, _)| *owner == item) {
                if let ExprType::Object(holder) = holder.ty {
                    accounts.push(Account {
                        holder,
                        total,
                        item,
                        amount,
                        link,
                    });
                }
            }
        }
    }
    accounts
}

/// `x.f == old(x.f) + amount`: x, f, amount.
fn growth(part: &Expr) -> Option<(&Expr, usize, &Expr)> {
    let ExprKind::Binary(BinaryOp::Equal, left, right) = &part.kind else {
        return None;
    };
    let (ExprKind::ModelField(holder, total), ExprKind::Binary(BinaryOp::Add, before, amount)) =
        (&left.kind, &right.kind)
    else {
        return None;
    };
    match &before.kind {
        ExprKind::Old(inner) if **inner == **left => Some((holder, *total, amount)),
        _ => None,
    }
}

/// `result.f == wanted`: the result's type, f.
fn result_field(part: &Expr, wanted: &Expr) -> Option<(HandleId, usize)> {
    let ExprKind::Binary(BinaryOp::Equal, left, right) = &part.kind else {
        return None;
    };
    let ExprKind::ModelField(base, index) = &left.kind else {
        return None;
    };
    match (&base.kind, base.ty) {
        (ExprKind::Result(_), ExprType::Object(id)) if **right == *wanted => Some((id, *index)),
        _ => None,
    }
}

/// An account with the names that a slice has for its parts.
pub struct Named {
    /// `Device`.
    pub holder: String,
    /// `allocated`.
    pub total: String,
    /// `Buffer`.
    pub item: String,
    /// `size`.
    pub amount: String,
    /// `buffer_device`.
    pub link: String,
    /// What a person calls it.
    pub title: String,
}

/// The names of an account.
pub fn named(scope: &Scope<'_>, account: &Account) -> Option<Named> {
    let model = scope.model;
    let (holder, item) = (
        &model.handles[account.holder.0],
        &model.handles[account.item.0],
    );
    let total = holder.model.get(account.total)?;
    Some(Named {
        holder: names::handle(model, account.holder),
        total: names::model_field(model, account.holder, total),
        item: names::handle(model, account.item),
        amount: names::model_field(model, account.item, item.model.get(account.amount)?),
        link: names::model_field(model, account.item, item.model.get(account.link)?),
        title: format!(
            "The field {} of a {} is what each {} of it takes",
            total.name, holder.name, item.name
        ),
    })
}
