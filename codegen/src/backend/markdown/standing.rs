//! How settled an item is: what stands above it, and in its table of facts.

use super::text;
use crate::model::*;

/// Warnings above an item that is experimental or deprecated.
pub fn notices(availability: &Availability) -> Vec<String> {
    let mut notices = Vec::new();
    if availability.tier == Tier::Experimental {
        notices.push("**Experimental.** It may change or go in any release.".to_string());
    }
    if let Some(deprecation) = &availability.deprecated {
        notices.push(deprecated(deprecation));
    }
    notices
}

fn deprecated(deprecation: &Deprecation) -> String {
    let removed = deprecation.removed.map_or(String::new(), |version| {
        format!(", to be removed in {version}")
    });
    let mut notice = format!("**Deprecated** since {}{removed}.", deprecation.since);
    if let Some(replacement) = &deprecation.replacement {
        notice.push_str(&format!(" Use `{replacement}` instead."));
    }
    if !deprecation.note.is_empty() {
        notice.push_str(&format!(" {}", text::sentence(&deprecation.note)));
    }
    notice
}

/// `0.1`, `0.1, stable since 0.3`, `0.1, experimental`.
pub fn since(availability: &Availability) -> String {
    match (availability.tier, availability.stable) {
        (Tier::Experimental, _) => format!("{}, experimental", availability.since),
        (Tier::Stable, Some(stable)) => format!("{}, stable since {stable}", availability.since),
        (Tier::Stable, None) => availability.since.to_string(),
    }
}

/// What a table says of a member or field that is not as old and settled as the rest of its type.
pub fn remark(availability: &Availability, of_type: &Availability) -> Option<String> {
    if availability == of_type {
        return None;
    }
    let since = (availability.since != of_type.since || availability.tier != of_type.tier)
        .then(|| format!("*(since {})*", since(availability)));
    let deprecated = availability.deprecated.as_ref().map(deprecated);
    let parts: Vec<String> = [since, deprecated].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A member's docs with its remark.
pub fn described(docs: &str, availability: &Availability, of_type: &Availability) -> String {
    let remark = remark(availability, of_type).map_or(String::new(), |remark| format!(" {remark}"));
    text::cell(&format!("{docs}{remark}"))
}
