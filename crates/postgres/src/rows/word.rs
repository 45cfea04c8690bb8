//! Cells that hold one of few words: read where they stand, without a text of their own.

use sea_orm::{ColIdx, QueryResult, TryGetError, TryGetable};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgTypeInfo, PgValueRef};
use sqlx::{Decode, Postgres, Type};

use skybot_domain::message::{DeliveryStatus, Direction, Kind};

/// What a cell says; `None`: a word that nobody knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<T>(pub Option<T>);

/// What can be said in one word.
pub(crate) trait Said: Sized {
    fn of(word: &str) -> Option<Self>;
}

/// Whose id stands beside it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SenderKind {
    Contact,
    User,
    Bot,
    System,
}

impl Said for SenderKind {
    fn of(word: &str) -> Option<Self> {
        match word {
            "contact" => Some(Self::Contact),
            "user" => Some(Self::User),
            "bot" => Some(Self::Bot),
            "system" => Some(Self::System),
            _ => None,
        }
    }
}

macro_rules! said_as_parsed {
    ($($type:ty),*) => {
        $(impl Said for $type {
            fn of(word: &str) -> Option<Self> {
                Self::parse(word)
            }
        })*
    };
}

said_as_parsed!(Kind, Direction, DeliveryStatus);

impl<T> Type<Postgres> for Word<T> {
    fn type_info() -> PgTypeInfo {
        <str as Type<Postgres>>::type_info()
    }

    fn compatible(ty: &PgTypeInfo) -> bool {
        <str as Type<Postgres>>::compatible(ty)
    }
}

impl<'r, T: Said> Decode<'r, Postgres> for Word<T> {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(T::of(<&str as Decode<Postgres>>::decode(value)?)))
    }
}

/// sea-orm lends no text; pages, which are read most, do not come through it.
impl<T: Said> TryGetable for Word<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, column: I) -> Result<Self, TryGetError> {
        Ok(Self(T::of(&String::try_get_by(row, column)?)))
    }
}
