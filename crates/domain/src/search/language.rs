//! The languages whose words search knows the forms of.

use crate::named::named_enum;

named_enum! {
    /// What a tenant's messages are written in: a word is then found in its other forms too, unless it
    /// is quoted. Whatever the language, words are found as they are written, in every language.
    pub enum SearchLanguage {
        /// None: words as they are written.
        Simple = "simple",
        /// Arabic.
        Arabic = "arabic",
        /// Armenian.
        Armenian = "armenian",
        /// Basque.
        Basque = "basque",
        /// Catalan.
        Catalan = "catalan",
        /// Danish.
        Danish = "danish",
        /// Dutch.
        Dutch = "dutch",
        /// English.
        English = "english",
        /// Finnish.
        Finnish = "finnish",
        /// French.
        French = "french",
        /// German.
        German = "german",
        /// Greek.
        Greek = "greek",
        /// Hindi.
        Hindi = "hindi",
        /// Hungarian.
        Hungarian = "hungarian",
        /// Indonesian.
        Indonesian = "indonesian",
        /// Irish.
        Irish = "irish",
        /// Italian.
        Italian = "italian",
        /// Lithuanian.
        Lithuanian = "lithuanian",
        /// Nepali.
        Nepali = "nepali",
        /// Norwegian.
        Norwegian = "norwegian",
        /// Portuguese.
        Portuguese = "portuguese",
        /// Romanian.
        Romanian = "romanian",
        /// Russian.
        Russian = "russian",
        /// Serbian.
        Serbian = "serbian",
        /// Spanish.
        Spanish = "spanish",
        /// Swedish.
        Swedish = "swedish",
        /// Tamil.
        Tamil = "tamil",
        /// Turkish.
        Turkish = "turkish",
        /// Yiddish.
        Yiddish = "yiddish",
    }
}
