//! What is refused, and above all what is not.

use proptest::prelude::*;

use super::{FEW, LINES, LOOKED_AT, WORDS, bits, is_among_the_first};

/// What is known of Ana.
const ANA: [&str; 3] = ["Ana Martín", "ana.martin@acme-shoes.example", "Acme Shoes GmbH"];

fn refused(password: &str) {
    assert!(is_among_the_first(password, &ANA), "{password:?} has {} bits", bits(password, &ANA));
}

fn accepted(password: &str) {
    assert!(!is_among_the_first(password, &ANA), "{password:?} has {} bits", bits(password, &ANA));
}

#[test]
fn the_common_ones_are_refused() {
    for password in [
        "password",
        "12345678",
        "iloveyou",
        "letmein123",
        "administrator",
        "1qaz2wsx3edc4rfv",
        "1234567890987654321",
        "passwordpassword",
        "password12345678",
        "passw0rd12345678",
        "thisismypassword",
        "iloveyouverymuch",
        "monkeydragonshadow",
    ] {
        refused(password);
    }
}

#[test]
fn case_accents_and_signs_are_no_disguise() {
    for password in [
        "PASSWORDPASSWORD",
        "PaSsWoRdPaSsWoRd",
        "P@ssw0rdP@ssw0rd",
        "pässwörd12345678",
        "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ",
        "pa\u{301}sswordpa\u{301}ssword",
        "𝓹𝓪𝓼𝓼𝔀𝓸𝓻𝓭𝓹𝓪𝓼𝓼𝔀𝓸𝓻𝓭",
        "!loveyou!loveyou",
        "1oveme1oveme1oveme",
    ] {
        refused(password);
    }
}

#[test]
fn a_number_is_no_word_in_disguise() {
    assert_eq!(bits("70457", &["toast"]), 5 * super::DIGIT);
    assert_eq!(bits("7045t", &["toast"]), super::KNOWN + super::DISGUISE);
}

#[test]
fn few_characters_over_and_over_are_refused() {
    for password in [
        "aaaaaaaaaaaaaaa",
        "               ",
        "字字字字字字字字字字字字字字字",
        "🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀",
        "123123123123123",
        "abababababababab",
        "xq7xq7xq7xq7xq7xq7",
        "ok!ok!ok!ok!ok!ok!",
        "aaaaaaaabbbbbbbb",
        "111222333444555",
        "Password1Password1",
        &"a".repeat(128),
        &"ab1".repeat(42),
    ] {
        refused(password);
    }
}

#[test]
fn walks_over_the_keyboard_are_refused() {
    for password in [
        "qwertyuiopasdfg",
        "qwertyuiopasdfghjklzxcvbnm",
        "QWERTYUIOPASDFG",
        "poiuytrewqlkjhg",
        "azertyuiopqsdfg",
        "qwertzuiopasdfg",
        "abcdefghijklmnop",
        "zyxwvutsrqponml",
        "123456789012345",
        "987654321098765",
        "1q2w3e4r5t6y7u8i",
        "zaq12wsxcde34rfv",
        "qwerty123456789",
        "!@#$%^&*()!@#$%^&*()",
        "asdfasdfasdfasdf",
    ] {
        refused(password);
    }
}

#[test]
fn what_is_known_of_somebody_is_no_password() {
    for password in [
        "ana.martin@acme-shoes.example",
        "anamartin123456",
        "AnaMartinAnaMartin",
        "ana.martin.2024",
        "martin20242025",
        "M4rt1nM4rt1n2024",
        "acmeshoesacmeshoes",
        "AcmeShoesGmbH2024",
        "acme-shoes-1234567",
        "acme481516acme",
        "skybotinbox2024",
        "SkyBot Inbox 123",
        "skybotskybotskybot",
    ] {
        refused(password);
    }
    // The same are good enough for somebody else.
    for password in ["ana.zubizarreta@kvartal.example", "zubizarretakvartal"] {
        accepted(password);
        let known = ["Ana Zubizarreta", "ana.zubizarreta@kvartal.example"];
        assert!(is_among_the_first(password, &known), "{password}");
    }
}

#[test]
fn sentences_and_chance_are_accepted_in_any_script() {
    for password in [
        "correct horse battery staple",
        "correcthorsebatterystaple",
        "my dog eats the blue sofa",
        "le fromage est dans le frigo",
        "съешь ещё этих мягких булок",
        "いろはにほへとちりぬるを散りぬ",
        "नमस्ते दुनिया कैसे हो तुम",
        "xK9fQ2mZp7LwTe4RbY1s",
        "kzqxvjwpyfmghtb",
        "4815162342108394",
        "v8#kQz!p",
        "anamartin and her two cats",
        "Password: none of your business",
    ] {
        accepted(password);
    }
}

#[test]
fn context_may_be_anything() {
    for context in [&[][..], &[""], &["", " ", "@", ".", "a@b.c", "\0", "🦀"], &["é".repeat(10_000).as_str()]] {
        assert!(is_among_the_first("passwordpassword", context));
        assert!(!is_among_the_first("correct horse battery staple", context));
    }
    assert!(is_among_the_first("", &[]));
}

#[test]
fn the_lists_are_whole_and_can_be_found() {
    assert_eq!(include_str!("passwords.txt").lines().count(), 30_000);
    assert_eq!(include_str!("words.txt").lines().count(), 16_384);
    for word in WORDS.costs.keys() {
        assert_eq!(super::fold(word).into_iter().collect::<String>(), *word, "is written as passwords are read");
    }
    assert_eq!(WORDS.costs.get("123456"), Some(&1));
    assert_eq!(WORDS.costs.get("password"), Some(&1));
    assert!(WORDS.costs.values().all(|cost| (1..=14).contains(cost)));
    for line in LINES {
        let characters: std::collections::HashSet<_> = line.chars().collect();
        assert_eq!(characters.len(), line.len(), "{line} holds nothing twice");
    }
}

proptest! {
    #[test]
    fn every_password_on_the_list_is_refused(place in 0..30_000_usize, upper: bool) {
        let password = include_str!("passwords.txt").lines().nth(place).unwrap();
        let password = if upper { password.to_uppercase() } else { password.to_owned() };
        prop_assert!(bits(&password, &[]) <= 14);
    }

    #[test]
    fn what_a_generator_makes_is_accepted(password in "[a-z2-7]{15,40}|[A-Za-z0-9]{15,40}|[!-~]{15,40}|[0-9]{20,40}") {
        prop_assert!(bits(&password, &ANA) >= FEW, "{} bits", bits(&password, &ANA));
    }

    #[test]
    fn repetition_adds_nothing(unit in "[a-z]{1,3}|[0-9]{1,4}", times in 5..40_usize) {
        prop_assert!(is_among_the_first(&unit.repeat(times), &[]));
    }

    #[test]
    fn padding_a_known_word_does_not_help(digits in "[0-9]{0,6}", front: bool) {
        let password = if front { format!("{digits}zubizarreta") } else { format!("zubizarreta{digits}") };
        prop_assert!(is_among_the_first(&password, &["Ana Zubizarreta"]));
    }

    #[test]
    fn anything_has_a_cost(password in ".{0,130}", context in ".{0,40}") {
        let bits = bits(&password, &[&context]);
        let length = super::fold(&password).len();
        prop_assert!(length <= LOOKED_AT);
        prop_assert!(bits <= super::CHARACTER * u32::try_from(length).unwrap());
    }
}
