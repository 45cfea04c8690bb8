//! The numbering plans of the world, as the `phonenumber` crate has them.

use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, Type, country};
use skybot_domain::error::Violation;
use skybot_domain::ports::PhoneNumbers;
use skybot_domain::text::{Phone, Region};

pub(crate) struct Plans;

/// The kinds of numbers that people have.
const KINDS: [Type; 10] = [
    Type::FixedLine,
    Type::Mobile,
    Type::TollFree,
    Type::PremiumRate,
    Type::SharedCost,
    Type::PersonalNumber,
    Type::Voip,
    Type::Pager,
    Type::Uan,
    Type::Voicemail,
];

fn plan(region: Region) -> Option<country::Id> {
    region.as_str().parse().ok()
}

/// Whether some country has numbers that begin and are as long as this one.
fn is_possible(phone: &Phone) -> bool {
    let digits = phone.as_str().trim_start_matches('+');
    let plans = (1..=3).find_map(|length| {
        let (code, national) = digits.split_at_checked(length)?;
        Some((DATABASE.by_code(&code.parse::<u16>().ok()?)?, national))
    });
    plans.is_some_and(|(plans, national)| {
        let fits = |length: &u16| usize::from(*length) == national.len();
        let kinds = plans.iter().flat_map(|plan| KINDS.iter().filter_map(|kind| plan.descriptors().get(*kind)));
        kinds.flat_map(phonenumber::metadata::Descriptor::possible_length).any(fits)
    })
}

impl PhoneNumbers for Plans {
    fn parse(&self, text: &str, region: Option<Region>) -> Result<Phone, Violation> {
        let invalid = |detail| Violation::new("INVALID_PHONE", detail);
        let phone = match region {
            // As written: the plans would take a spelling that a network uses for a mistake.
            _ if text.trim_start().starts_with('+') => Phone::parse(text)?,
            None => return Err(invalid("must be in E.164 form, such as +33639980001")),
            Some(region) => {
                let number = phonenumber::parse(plan(region), text).map_err(|_| invalid("is no telephone number"))?;
                Phone::parse(&number.format().mode(Mode::E164).to_string())?
            }
        };
        if phone.variants().iter().any(is_possible) { Ok(phone) } else { Err(invalid("is no number of any country")) }
    }

    fn knows(&self, region: Region) -> bool {
        plan(region).is_some_and(|id| DATABASE.by_id(id.as_ref()).is_some())
    }
}

#[cfg(test)]
mod tests {
    use skybot_domain::ports::PhoneNumbers;
    use skybot_domain::text::{Phone, Region};

    use super::Plans;

    fn parse(text: &str, region: Option<&str>) -> Result<String, &'static str> {
        let region = region.map(|region| Region::parse(region).expect("a region"));
        Plans.parse(text, region).map(|phone| phone.as_str().to_owned()).map_err(|violation| violation.code)
    }

    #[test]
    fn numbers_become_international() {
        for (text, region, expected) in [
            ("+33 6 39 98 00 01", None, "+33639980001"),
            ("+33 6 39 98 00 01", Some("BR"), "+33639980001"),
            ("06 39 98 00 01", Some("FR"), "+33639980001"),
            ("(11) 98765-4321", Some("BR"), "+5511987654321"),
            ("07700 900123", Some("GB"), "+447700900123"),
            ("(201) 555-0123", Some("US"), "+12015550123"),
            ("+55 11 8765-4321", None, "+551187654321"),
            ("+54 11 2345-6789", None, "+541123456789"),
            ("+52 1 55 1234 5678", None, "+5215512345678"),
            ("+39 06 1234 5678", None, "+390612345678"),
        ] {
            assert_eq!(parse(text, region).as_deref(), Ok(expected), "{text} {region:?}");
        }
    }

    #[test]
    fn what_no_country_has_is_refused() {
        for (text, region) in [
            ("06 39 98 00 01", None),
            ("+0639980001", None),
            ("+999 1234567", None),
            ("+33 1", None),
            ("+33 6 39 98 00 01 23 45", None),
            ("+1 201 555 012", None),
            ("12", Some("FR")),
            ("", Some("FR")),
            ("+", None),
            ("call me", Some("US")),
        ] {
            assert_eq!(parse(text, region), Err("INVALID_PHONE"), "{text} {region:?}");
        }
    }

    #[test]
    fn what_is_stored_stays_what_it_is() {
        for text in ["+33639980001", "+5511987654321", "+551187654321", "+5491123456789", "+5215512345678"] {
            let stored = Phone::parse(text).expect("E.164");
            assert_eq!(Plans.parse(stored.as_str(), None), Ok(stored), "{text}");
        }
    }

    #[test]
    fn regions_have_plans_or_not() {
        let knows = |text: &str| Plans.knows(Region::parse(text).expect("a region"));
        assert!(knows("FR") && knows("BR") && knows("US"));
        assert!(!knows("XX") && !knows("ZZ"));
    }
}
