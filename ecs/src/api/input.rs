//! Reads a request's members as AWS does: strict about types, generous about members that nobody knows.
//!
//! What serde's own reading of JSON lets pass is refused here (a list in the place of a structure), what was wrong is
//! told by kind and place, and members that were left unread are told, so that those of the service model that are
//! not served can be refused by name.

use std::cell::RefCell;
use std::fmt;

use serde::de::value::StringDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde_json::Value;

use super::input_error::{InputError, Problem};

/// Reads a request, and where it has members that were not read: `deploymentConfiguration.lifecycleHooks[]`.
pub(crate) fn read<T: DeserializeOwned>(value: Value) -> Result<(T, Vec<String>), InputError> {
    let unread = RefCell::new(Vec::new());
    let input = Input {
        value,
        path: Path::Root,
        unread: &unread,
    };
    let read = T::deserialize(input)?;
    Ok((read, unread.into_inner()))
}

/// Where a value is.
#[derive(Clone, Copy)]
enum Path<'a> {
    Root,
    Member(&'a Path<'a>, &'a str),
    Element(&'a Path<'a>),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Member(Path::Root, name) => formatter.write_str(name),
            Path::Member(parent, name) => write!(formatter, "{parent}.{name}"),
            Path::Element(parent) => write!(formatter, "{parent}[]"),
        }
    }
}

/// A value to be read.
struct Input<'a> {
    value: Value,
    path: Path<'a>,
    unread: &'a RefCell<Vec<String>>,
}

impl Input<'_> {
    fn wrong(&self, expected: &dyn Expected) -> InputError {
        let found = match &self.value {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Number(_) => Unexpected::Other("a number"),
            Value::String(_) => Unexpected::Other("a string"),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        self.place(de::Error::invalid_type(found, expected))
    }

    fn place(&self, error: InputError) -> InputError {
        error.at(|| self.path.to_string())
    }

    /// Whether leaving the value out would say the same.
    fn says_nothing(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.get("enabled") == Some(&Value::Bool(false)),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }
}

macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
            self.integer(visitor)
        }
    )*};
}

impl Input<'_> {
    fn integer<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
        let Value::Number(number) = &self.value else {
            return Err(self.wrong(&visitor));
        };
        // Some clients know one kind of numbers only, and write 2 as 2.0.
        #[allow(clippy::cast_possible_truncation)]
        let whole = number.as_i64().or_else(|| {
            number
                .as_f64()
                .filter(|float| float.fract() == 0.0 && float.abs() < 9e15)
                .map(|float| float as i64)
        });
        let path = self.path;
        match whole {
            Some(whole) => visitor.visit_i64(whole),
            None => return Err(self.wrong(&visitor)),
        }
        .map_err(|error: InputError| error.at(|| path.to_string()))
    }
}

impl<'de> Deserializer<'de> for Input<'_> {
    type Error = InputError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(_) => self.deserialize_bool(visitor),
            Value::Number(_) => self.deserialize_f64(visitor),
            Value::String(_) => self.deserialize_string(visitor),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
        match self.value {
            Value::Bool(value) => visitor.visit_bool(value),
            _ => Err(self.wrong(&visitor)),
        }
    }

    numbers! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
        match self.value.as_f64() {
            Some(value) => visitor.visit_f64(value),
            None => Err(self.wrong(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
        let path = self.path;
        match self.value {
            Value::String(value) => visitor
                .visit_string(value)
                .map_err(|error: InputError| error.at(|| path.to_string())),
            _ => Err(self.wrong(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, InputError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
        let Value::Array(items) = self.value else {
            return Err(self.wrong(&visitor));
        };
        visitor.visit_seq(Elements {
            items: items.into_iter(),
            path: Path::Element(&self.path),
            unread: self.unread,
        })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
        let Value::Object(members) = self.value else {
            return Err(self.wrong(&visitor));
        };
        let path = self.path;
        visitor
            .visit_map(Members {
                rest: members.into_iter(),
                next: None,
                path: &self.path,
                unread: self.unread,
            })
            .map_err(|error: InputError| error.at(|| path.to_string()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, InputError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, InputError> {
        let path = self.path;
        match self.value {
            Value::String(variant) => visitor
                .visit_enum(Variant(variant))
                .map_err(|error: InputError| error.at(|| path.to_string())),
            _ => Err(self.wrong(&"a string")),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
        self.deserialize_string(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InputError> {
        if !self.says_nothing() {
            self.unread.borrow_mut().push(self.path.to_string());
        }
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct }
}

struct Elements<'a> {
    items: std::vec::IntoIter<Value>,
    path: Path<'a>,
    unread: &'a RefCell<Vec<String>>,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = InputError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, InputError> {
        let Some(value) = self.items.next() else {
            return Ok(None);
        };
        seed.deserialize(Input {
            value,
            path: self.path,
            unread: self.unread,
        })
        .map(Some)
    }
}

struct Members<'a> {
    rest: serde_json::map::IntoIter,
    next: Option<(String, Value)>,
    path: &'a Path<'a>,
    unread: &'a RefCell<Vec<String>>,
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = InputError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, InputError> {
        // AWS takes a member that is null for one that is not there.
        self.next = self.rest.find(|(_, value)| !value.is_null());
        self.next
            .as_ref()
            .map(|(name, _)| seed.deserialize(StringDeserializer::new(name.clone())))
            .transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, InputError> {
        let (name, value) = self
            .next
            .take()
            .ok_or_else(|| InputError::new(Problem::Other("a value without a name".to_owned())))?;
        seed.deserialize(Input {
            value,
            path: Path::Member(self.path, &name),
            unread: self.unread,
        })
    }
}

/// The enumerations of the model are all of strings.
struct Variant(String);

impl<'de> EnumAccess<'de> for Variant {
    type Error = InputError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), InputError> {
        let read = seed.deserialize(StringDeserializer::<InputError>::new(self.0.clone()))?;
        Ok((read, self))
    }
}

impl<'de> VariantAccess<'de> for Variant {
    type Error = InputError;

    fn unit_variant(self) -> Result<(), InputError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _seed: T) -> Result<T::Value, InputError> {
        Err(no_string(&self.0))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, _visitor: V) -> Result<V::Value, InputError> {
        Err(no_string(&self.0))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, InputError> {
        Err(no_string(&self.0))
    }
}

fn no_string(variant: &str) -> InputError {
    InputError::new(Problem::Other(format!("'{variant}' takes more than a string")))
}
