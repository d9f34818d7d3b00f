//! Every diagnostic's number, name and title: the one table.

macro_rules! codes {
    ($($name:ident = $number:literal $title:literal),* $(,)?) => {
        /// What a diagnostic says, by kind. The number is never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)]
        pub enum Code { $($name = $number),* }

        impl Code {
            /// All of them, by number.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// One line that says what is wrong.
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title),* }
            }

            /// The page that explains it: Markdown with an explanation, a wrong and a right example.
            pub fn page(self) -> &'static str {
                match self {
                    $(Code::$name => include_str!(concat!("catalogue/", stringify!($name), ".md"))),*
                }
            }
        }
    };
}

codes! {
    // The text
    UnexpectedText = 1 "the text does not follow the grammar",
    UnknownKeyword = 2 "no item starts with this word",
    UnclosedItem = 3 "an item is not closed",
    StrayBracket = 4 "a closing bracket closes nothing",
    TooDeep = 5 "brackets or operators nest too deeply",
    NumberTooLarge = 6 "a number is too large",
    NotInThisVersion = 7 "the language knows this, this compiler does not yet",
    MisplacedDocs = 8 "a documentation comment documents nothing",
    ModuleLine = 9 "the module line is missing, repeated, or does not match the file's path",
    MissingDocs = 10 "an item has no documentation",
    // Names
    UnknownName = 20 "nothing has this name here",
    DuplicateName = 21 "a name is declared twice",
    UnknownModule = 22 "there is no such module",
    UnusedImport = 23 "an imported name is not used",
    UnknownError = 24 "no error has this name",
    UnknownRight = 25 "a right is not known to the handle type, or not a right at all",
    UnknownAttribute = 26 "there is no such attribute, or not here",
    AttributeArguments = 27 "an attribute's arguments are wrong",
    NameStyle = 28 "a name is not written in its kind's style",
    SameCName = 29 "two items would get the same name in C",
    Keyword = 30 "a name is a keyword of C or C++",
    // Types
    TypeNotHere = 40 "a type may not stand here",
    OwnershipMisplaced = 41 "ownership is missing, or said of something that is not a handle",
    ListElement = 42 "a list may not have elements of this type",
    RecursiveType = 43 "a type contains itself",
    ValueDoesNotFit = 44 "a value does not fit its type",
    DefaultNotZero = 45 "a zero field would mean something else than its default",
    NoZeroMember = 46 "a field's closed enum has no member of value zero",
    OptionsNotLast = 47 "an options struct is not the last parameter",
    EmptyType = 48 "a type has no members",
    CloseCall = 49 "the call that closes a handle has the wrong shape",
    DirectionMisplaced = 50 "a direction may not stand here",
    HandlePart = 51 "a part of a handle type is missing or repeated",
    // Numbers
    DuplicateNumber = 60 "a number is used twice",
    RetiredNumber = 61 "a number or id was retired",
    NumberOutOfRange = 62 "a number is outside its range",
    NotOneBit = 63 "a flag is not a single bit",
    // Versions
    MissingSince = 70 "an item does not say since when it is there",
    MentionsExperimental = 71 "a settled item mentions an experimental one",
    VersionOrder = 72 "versions contradict each other",
    SignatureNotFinal = 73 "a stable call could never be extended",
    MentionsNewer = 74 "an item mentions one that came later",
    // Clauses
    TypeMismatch = 80 "an expression has the wrong type",
    ExceedsBits = 81 "a value may not fit in 128 bits",
    Division = 82 "division by something else than a non-zero constant",
    ConstantPredicate = 83 "a condition is always true or always false",
    WrongMoment = 84 "a clause speaks about something that is not known then",
    ClauseOrder = 85 "an error of smaller scope comes before one of larger scope",
    FrameTarget = 86 "this may not stand in a frame",
    ClauseName = 87 "a clause has no name of its own",
    GroupArguments = 88 "a group of clauses gets the wrong arguments",
    UnknownField = 89 "there is no such field",
    UnknownFunction = 90 "there is no such function",
    OldOfUnchanged = 91 "`old` is asked of something that does not change",
    ErrorMissing = 92 "the API does not declare an error that the language needs",
    Setting = 93 "a setting is missing, repeated, or has an unknown value",
    RetiredKind = 94 "nothing of this kind is ever retired",
}

impl Code {
    /// `DI0042`.
    pub fn id(self) -> String {
        format!("DI{:04}", self as u16)
    }

    /// The code of an id such as `DI0042`.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.id().eq_ignore_ascii_case(id))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.id())
    }
}
