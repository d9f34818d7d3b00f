//! Claims about a call's steps, each with a run that shows it is not vacuous.

use super::account;
use super::frame::Changing;
use super::scope::Scope;
use super::slice::Paragraph;
use super::step::{Step, StepKind};

/// A command to the analyzer.
pub struct Command {
    /// What it is about.
    pub comment: Vec<String>,
    /// Its label.
    pub name: String,
    /// The formula.
    pub lines: Vec<String>,
    is_check: bool,
}

impl Command {
    /// `check` looks for a counterexample, `run` for an example.
    pub fn kind(&self) -> &'static str {
        if self.is_check { "check" } else { "run" }
    }

    /// A counterexample is wrong, and so is a missing example.
    pub fn expect(&self) -> u8 {
        if self.is_check { 0 } else { 1 }
    }

    fn check(name: &str, lines: Vec<String>) -> Self {
        Self {
            comment: Vec::new(),
            name: name.to_string(),
            lines,
            is_check: true,
        }
    }

    fn run(name: &str, lines: Vec<String>) -> Self {
        Self {
            is_check: false,
            ..Self::check(name, lines)
        }
    }

    fn about(self, text: &str) -> Self {
        Self {
            comment: vec![text.to_string()],
            ..self
        }
    }
}

fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_string()).collect()
}

/// All commands of a slice.
pub fn commands(scope: &Scope<'_>, changing: &[Changing], steps: &[Step]) -> Vec<Command> {
    let mut commands = reachable(steps);
    commands.extend(life_cycle(scope, steps));
    commands.extend(closing(scope));
    commands.extend(rights(scope));
    commands.extend(frame(changing));
    commands.extend(accounting(scope));
    commands
}

/// Success and every error happen in some state that is whole.
fn reachable(steps: &[Step]) -> Vec<Command> {
    let mut commands = Vec::new();
    for step in steps {
        let (name, about) = match step.kind {
            StepKind::Refused => continue,
            StepKind::Success => (
                "can_succeed".to_string(),
                "The clauses do not contradict each other.",
            ),
            StepKind::Accepted => ("can_be_accepted".to_string(), "An operation is accepted."),
            StepKind::Cancelled => (
                "can_be_cancelled".to_string(),
                "An accepted operation ends early.",
            ),
            StepKind::Answer { .. } => (
                step.name.replacen("answers", "reaches", 1),
                "The error is reached past every earlier clause.",
            ),
        };
        commands.push(Command::run(&name, vec![format!("whole and {}", step.name)]).about(about));
    }
    commands
}

fn life_cycle(scope: &Scope<'_>, steps: &[Step]) -> Vec<Command> {
    let is_accepted = steps.iter().any(|step| step.kind == StepKind::Accepted);
    let mut commands = vec![
        Command::check(
            "keeps_the_whole",
            lines(&["whole and step implies after whole"]),
        )
        .about("Children keep parents, queued work keeps what it holds, names keep their objects."),
        Command::run(
            "succeeds_beside_a_family",
            lines(&[
                "whole and succeeds",
                "some o: Alive - touched | some o.parent and no object.o and some Queued",
            ]),
        )
        .about(
            "Not vacuous: it happens beside an object without a name, its parent, and queued work.",
        ),
    ];
    if is_accepted && !scope.given.is_empty() {
        commands.push(
            Command::run("completes_after_close", lines(&["whole and succeeds", "some given & closed"]))
                .about("A name may be closed while the operation is queued: the operation still takes effect."),
        );
    }
    commands
}

/// What is closed stays closed and is refused.
fn closing(scope: &Scope<'_>) -> Vec<Command> {
    let mut commands = vec![
        Command::check(
            "closed_stays_closed",
            lines(&["whole and step implies all n: closed | after n in closed"]),
        )
        .about("No step opens a name that was closed."),
        Command::run(
            "succeeds_beside_closed_names",
            lines(&["whole and succeeds", "some closed"]),
        )
        .about("Not vacuous."),
    ];
    if !scope.given.is_empty() {
        commands.push(
            Command::check(
                "no_use_after_close",
                lines(&["whole and some given & closed implies not entered"]),
            )
            .about("A call that is given a closed name gets no further than the implied checks."),
        );
        commands.push(
            Command::run(
                "refuses_closed_names",
                lines(&["whole and refused", "some given & closed"]),
            )
            .about("Not vacuous."),
        );
    }
    let own: Vec<String> = scope
        .given
        .iter()
        .filter(|one| one.is_own)
        .map(|one| format!("Call.{}", one.field))
        .collect();
    if !own.is_empty() {
        let own = own.join(" + ");
        commands.push(
            Command::check(
                "own_arguments_are_closed",
                vec![format!(
                    "whole and entered implies closed' = closed + {own}"
                )],
            )
            .about("The name is closed at once; other names and the object are not."),
        );
        commands.push(
            Command::run(
                "closes_one_of_two_names",
                vec![
                    "whole and succeeds".to_string(),
                    format!("some disj a, b: Name | a in {own} and a.object = b.object"),
                ],
            )
            .about("Not vacuous."),
        );
    }
    commands
}

fn rights(scope: &Scope<'_>) -> Vec<Command> {
    let mut example = lines(&["whole and succeeds"]);
    match scope.made.first() {
        Some(made) => example.push(format!("some Call.{}.rights'", made.field)),
        None => example.push("some n: Name | some n.rights and n.rights' = n.rights".to_string()),
    }
    vec![
        Command::check(
            "rights_never_grow",
            lines(&["whole and step implies rightsDoNotGrow"]),
        )
        .about("No chain of calls gives a name a right that its object was not made with."),
        Command::run("succeeds_with_rights", example).about("Not vacuous."),
    ]
}

fn frame(changing: &[Changing]) -> Vec<Command> {
    let mut claim = lines(&[
        "whole and step implies all o: Object - touched {",
        "    o in Alive' iff o in Alive",
        "    object'.o = object.o and all n: object.o | n.rights' = n.rights",
    ]);
    claim.extend(
        changing
            .iter()
            .map(|one| format!("    o in {} implies {}", one.sig, one.same("o"))),
    );
    claim.push("}".to_string());
    let mut beside = lines(&["whole and succeeds"]);
    beside.push(match changing.iter().find(|one| !one.is_truth) {
        Some(one) => format!(
            "some o: {} & Alive - touched | some o.{}",
            one.sig, one.name
        ),
        None => "some o: Alive - touched | some object.o".to_string(),
    });
    let mut commands = vec![
        Command::check("frame_holds", claim)
            .about("Objects that the call does not speak of are untouched, whatever it answers."),
        Command::run("succeeds_beside_others", beside)
            .about("Not vacuous: there is another one, in use."),
    ];
    for one in changing {
        for (index, target) in one.targets.iter().enumerate() {
            let number = if index == 0 {
                String::new()
            } else {
                format!("_{}", index + 1)
            };
            let name = format!("modifies_{}_{}{number}", one.sig, one.name);
            let change = format!("some o: {target} | not {}", one.same("o"));
            commands.push(
                Command::run(&name, vec!["whole and succeeds".to_string(), change])
                    .about("What `modifies` names does change."),
            );
        }
    }
    commands
}

fn accounting(scope: &Scope<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    for (index, account) in scope.accounts.iter().enumerate() {
        let Some(named) = account::named(scope, account) else {
            continue;
        };
        let number = if index == 0 {
            String::new()
        } else {
            format!("_{}", index + 1)
        };
        let account = format!("balanced{number}");
        commands.push(
            Command::check(&format!("stays_{account}"), vec![format!("whole and {account} and settled implies after {account}")])
                .about("The account is right after every step whose outcome is known, also when the name is closed."),
        );
        commands.push(
            Command::run(
                &format!("succeeds_beside_{account}"),
                vec![
                    format!("whole and {account} and succeeds"),
                    format!(
                        "some o: {} & Alive | no object.o and some o.{}",
                        named.item, named.amount
                    ),
                ],
            )
            .about("Not vacuous: an object without a name is still accounted for."),
        );
        let ends = format!("gives_back{number}");
        commands.push(
            Command::check(
                &format!("the_end_{ends}"),
                vec![format!("all o: {} | whole and {account} and {ends}[o] implies after (whole and {account})", named.item)],
            )
            .about("The account is right after the end of what it accounts for, which is a step of its own."),
        );
        commands.push(
            Command::run(
                &format!("ends_and_{ends}"),
                vec![
                    format!("some o: {} {{", named.item),
                    format!("    whole and {account} and {ends}[o]"),
                    format!(
                        "    some o.{} and some o.{}.{}'",
                        named.amount, named.link, named.total
                    ),
                    "}".to_string(),
                ],
            )
            .about("Not vacuous: something is given back, and something is left."),
        );
    }
    commands
}

/// What an account is, and the end of what it accounts for.
pub fn account_paragraphs(scope: &Scope<'_>, changing: &[Changing]) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    for (index, account) in scope.accounts.iter().enumerate() {
        let Some(named) = account::named(scope, account) else {
            continue;
        };
        let number = if index == 0 {
            String::new()
        } else {
            format!("_{}", index + 1)
        };
        let account::Named {
            holder,
            total,
            item,
            amount,
            link,
            title,
        } = named;
        paragraphs.push(
            Paragraph::new(
                &format!("pred balanced{number}"),
                vec![
                    format!("all h: {holder} | h.{total} = (Alive & {link}.h).{amount}"),
                    format!("all disj a, b: {item} & Alive | a.{link} = b.{link} implies no a.{amount} & b.{amount}"),
                ],
            )
            .about(&format!("{title}, as long as it lives. What two take is disjoint.")),
        );
        let others = changing
            .iter()
            .map(|one| match one.sig == holder && one.name == total {
                true => one.stays(&[format!("o.{link}")]),
                false => one.stays(&[]),
            });
        let mut lines = vec![
            "ends[o]".to_string(),
            format!("o.{link}.{total}' = o.{link}.{total} - o.{amount}"),
        ];
        lines.extend(others);
        paragraphs.push(
            Paragraph::new(&format!("pred gives_back{number}[o: {item}]"), lines)
                .about("The end of an object gives back what it took."),
        );
    }
    paragraphs
}
