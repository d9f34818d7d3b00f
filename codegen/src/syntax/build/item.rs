//! Items other than calls.

use super::*;

impl Builder<'_> {
    pub(super) fn item(&mut self, pair: &Pair<'_, Rule>) -> Option<Item> {
        let kind = match pair.as_rule() {
            Rule::handle => ItemKind::Handle(self.handle(pair)),
            Rule::enumeration => ItemKind::Enum(self.enumeration(pair)),
            Rule::flag_set => ItemKind::Flags(self.enumeration(pair)),
            Rule::structure => ItemKind::Struct(self.fields(pair)),
            Rule::record => ItemKind::Record(self.fields(pair)),
            Rule::variant => ItemKind::Variant(self.variant(pair)),
            Rule::call => ItemKind::Call(self.call(pair)),
            Rule::group => ItemKind::Group(self.group(pair)),
            Rule::error => ItemKind::Error(self.error(pair)),
            Rule::budget => ItemKind::Budget(self.budget(pair)),
            Rule::retired => ItemKind::Retired(self.retired(pair)),
            _ => return None,
        };
        Some(Item {
            header: self.header(pair),
            name: self.name_in(pair),
            kind,
            span: self.span(pair),
        })
    }

    fn handle(&mut self, pair: &Pair<'_, Rule>) -> Handle {
        let rights = children(pair, Rule::handle_rights).map(|part| self.names(&part));
        let rights = rights.collect();
        let model = children(pair, Rule::handle_model).map(|part| self.model_fields(&part));
        let model = model.collect();
        let parents = children(pair, Rule::handle_parent).map(|part| self.parent(&part));
        let parents = parents.collect();
        Handle {
            tag: child(pair, Rule::tag).map(|tag| self.number_in(&tag)),
            rights,
            model,
            parents,
            closes: children(pair, Rule::handle_close)
                .map(|part| self.name_in(&part))
                .collect(),
        }
    }

    fn model_fields(&mut self, pair: &Pair<'_, Rule>) -> Vec<ModelField> {
        children(pair, Rule::model_field)
            .map(|field| ModelField {
                mutability: child(&field, Rule::mutability)
                    .map(|word| word.as_str().to_string())
                    .unwrap_or_default(),
                name: self.name_in(&field),
                ty: self.type_in(&field),
            })
            .collect()
    }

    fn parent(&mut self, pair: &Pair<'_, Rule>) -> Parent {
        Parent {
            name: self.name_in(pair),
            ty: child(pair, Rule::type_name).map(|ty| self.type_name(&ty)),
        }
    }

    fn enumeration(&mut self, pair: &Pair<'_, Rule>) -> Enumeration {
        let Some(body) = child(pair, Rule::members) else {
            return Enumeration::default();
        };
        Enumeration {
            open: child(pair, Rule::open).is_some(),
            repr: self.repr(pair),
            members: children(&body, Rule::member)
                .map(|member| self.member(&member))
                .collect(),
            retired: self.retired_members(&body),
        }
    }

    fn repr(&mut self, pair: &Pair<'_, Rule>) -> Option<Name> {
        child(pair, Rule::repr).map(|repr| self.name_in(&repr))
    }

    fn member(&mut self, pair: &Pair<'_, Rule>) -> Member {
        Member {
            header: self.header(pair),
            name: self.name_in(pair),
            value: self.tag(pair),
        }
    }

    fn tag(&mut self, pair: &Pair<'_, Rule>) -> Number {
        child(pair, Rule::tag).map_or(Number::default(), |tag| self.number_in(&tag))
    }

    fn retired_members(&mut self, body: &Pair<'_, Rule>) -> Vec<RetiredMember> {
        children(body, Rule::retired_member)
            .map(|retired| RetiredMember {
                value: self.number_in(&retired),
                note: self.text_in(&retired).text,
            })
            .collect()
    }

    fn fields(&mut self, pair: &Pair<'_, Rule>) -> Vec<Field> {
        let Some(body) = child(pair, Rule::fields) else {
            return Vec::new();
        };
        children(&body, Rule::field)
            .map(|field| self.field(&field))
            .collect()
    }

    fn field(&mut self, pair: &Pair<'_, Rule>) -> Field {
        Field {
            header: self.header(pair),
            name: self.name_in(pair),
            ty: self.type_in(pair),
            default: child(pair, Rule::default).map(|default| self.default(&default)),
        }
    }

    fn default(&mut self, pair: &Pair<'_, Rule>) -> FieldDefault {
        let inner = pair
            .clone()
            .into_inner()
            .find(|inner| inner.as_rule() != Rule::equals);
        let value = inner.map(|inner| match inner.as_rule() {
            Rule::number => DefaultValue::Number(self.number(&inner).value),
            Rule::negative => DefaultValue::Number(-self.number_in(&inner).value),
            Rule::quantity => DefaultValue::Duration(self.nanoseconds(&inner)),
            _ => DefaultValue::Name(self.name(&inner)),
        });
        FieldDefault {
            value: value.unwrap_or(DefaultValue::Number(0)),
            span: self.span(pair),
        }
    }

    fn variant(&mut self, pair: &Pair<'_, Rule>) -> Variant {
        let Some(body) = child(pair, Rule::cases) else {
            return Variant::default();
        };
        Variant {
            repr: self.repr(pair),
            cases: children(&body, Rule::case)
                .map(|case| self.case(&case))
                .collect(),
            retired: self.retired_members(&body),
        }
    }

    fn case(&mut self, pair: &Pair<'_, Rule>) -> Case {
        Case {
            header: self.header(pair),
            name: self.name_in(pair),
            payload: child(pair, Rule::payload).map(|payload| self.type_in(&payload)),
            tag: self.tag(pair),
        }
    }

    pub(super) fn type_in(&mut self, pair: &Pair<'_, Rule>) -> Type {
        child(pair, Rule::type_name).map_or(Type::default(), |ty| self.type_name(&ty))
    }

    fn type_name(&mut self, pair: &Pair<'_, Rule>) -> Type {
        let mut ty = Type {
            span: self.span(pair),
            ..Type::default()
        };
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::ownership => ty.ownership = Some(self.name(&part)),
                Rule::has => ty.rights = self.names(&part),
                _ => ty.shape = self.type_shape(&part),
            }
        }
        ty
    }

    fn type_shape(&mut self, pair: &Pair<'_, Rule>) -> TypeShape {
        match pair.as_rule() {
            Rule::clocked => {
                let mut names = self.names(pair).into_iter();
                TypeShape::Clocked(
                    names.next().unwrap_or_default(),
                    names.next().unwrap_or_default(),
                )
            }
            Rule::generic | Rule::inner_generic => self.generic(pair),
            _ => TypeShape::Path(self.path(pair)),
        }
    }

    fn generic(&mut self, pair: &Pair<'_, Rule>) -> TypeShape {
        let name = child(pair, Rule::generic_name).map_or(Name::default(), |name| self.name(&name));
        let inner = match child(pair, Rule::inner_type) {
            Some(inner) => self.type_name(&inner),
            None => Type {
                shape: TypeShape::Path(self.path_in(pair)),
                span: self.span(pair),
                ..Type::default()
            },
        };
        TypeShape::Generic(name, Box::new(inner))
    }

    fn error(&mut self, pair: &Pair<'_, Rule>) -> ErrorItem {
        ErrorItem {
            code: self.tag(pair),
            settings: children(pair, Rule::setting)
                .map(|setting| self.setting(&setting))
                .collect(),
        }
    }

    fn setting(&mut self, pair: &Pair<'_, Rule>) -> Setting {
        let mut words = self.names(pair).into_iter();
        Setting {
            name: words.next().unwrap_or_default(),
            value: words.next().unwrap_or_else(|| self.text_in(pair)),
        }
    }

    fn budget(&mut self, pair: &Pair<'_, Rule>) -> Budget {
        Budget {
            platform: self.names(pair).into_iter().nth(1).unwrap_or_default(),
            over: children(pair, Rule::over)
                .map(|over| self.text_in(&over))
                .collect(),
            limits: children(pair, Rule::limit)
                .map(|limit| Limit {
                    name: self.name_in(&limit),
                    nanoseconds: child(&limit, Rule::quantity)
                        .map_or(0, |quantity| self.nanoseconds(&quantity)),
                })
                .collect(),
        }
    }

    fn retired(&mut self, pair: &Pair<'_, Rule>) -> Retired {
        let (what, span) = match child(pair, Rule::path) {
            Some(path) => (RetiredWhat::Id(self.path(&path).text()), self.span(&path)),
            None => {
                let number = self.number_in(pair);
                (RetiredWhat::Number(number.value), number.span)
            }
        };
        Retired {
            what,
            note: self.text_in(pair).text,
            span,
        }
    }
}
