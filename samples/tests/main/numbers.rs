use samples::numbers::{id_check, mrz_check, organisation_check, uscc_check};
use samples::{PassportText, Sex, Until, company, institution, organisation, person};

/// ISO 7064 MOD 11-2 written the other way round: all 18 characters weighed by powers of two.
fn id_number_holds(number: &str) -> bool {
    let mut power = 1_u32;
    let mut sum = 0;
    for c in number.chars().rev() {
        let value = if c == 'X' { 10 } else { c.to_digit(10).expect("digits") };
        sum = (sum + value * power) % 11;
        power = power * 2 % 11;
    }
    number.len() == 18 && sum == 1
}

/// GB 32100: all 18 characters weighed by powers of three give a multiple of 31.
fn uscc_holds(code: &str) -> bool {
    let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut power = 1;
    let mut sum = 0;
    for c in code.chars().take(17) {
        sum += alphabet.find(c).expect("in the alphabet") * power;
        power = power * 3 % 31;
    }
    let check = alphabet.find(code.chars().last().expect("a check")).expect("in the alphabet");
    code.len() == 18 && (sum + check).is_multiple_of(31)
}

#[test]
fn published_numbers_get_their_check_characters() {
    // The example of GB 11643-1999, a made-up organisation code of GB 11714-1997, ICAO 9303.
    assert_eq!(id_check("11010519491231002"), 'X');
    assert_eq!(organisation_check("D2143569"), 'X');
    assert_eq!(mrz_check("L898902C3"), '6');
    assert_eq!(mrz_check("740812"), '2');
}

#[test]
fn every_number_holds_and_a_changed_digit_does_not() {
    for seed in 0..300 {
        let who = person(seed);
        assert!(id_number_holds(&who.id_no), "{seed}");
        assert!(uscc_holds(&organisation(seed).uscc), "{seed}");
        assert!(uscc_holds(&institution(seed).uscc), "{seed}");
        let mut wrong = who.id_no.into_bytes();
        wrong[9] = if wrong[9] == b'9' { b'0' } else { wrong[9] + 1 };
        assert!(!id_number_holds(std::str::from_utf8(&wrong).expect("ascii")), "{seed}");
        let code = organisation(seed).uscc;
        assert_eq!(uscc_check(&code[..17]), code.chars().last().expect("a check"));
        assert_eq!(organisation_check(&code[8..16]), code.chars().nth(16).expect("17th"));
    }
}

#[test]
fn numbers_lie_where_nobody_has_one() {
    for seed in 0..300 {
        let who = person(seed);
        assert!(who.id_no[14..17].parse::<u32>().expect("digits") >= 996);
        assert!(who.mobile.starts_with("1990000") && who.mobile.len() == 11);
        assert!(who.email.ends_with("@example.com"));
        assert_eq!(&organisation(seed).uscc[8..10], "XU");
        assert!(who.passport_no.starts_with("EX"));
    }
}

#[test]
fn a_person_agrees_with_itself() {
    for seed in 0..300 {
        let who = person(seed);
        assert_eq!(who.id_no[6..14], who.birth.compact());
        let odd = who.id_no.as_bytes()[16] % 2 == 1;
        assert_eq!(odd, who.sex == Sex::Male);
        match who.valid_to {
            Until::LongTerm => assert!(who.valid_from.year - who.birth.year >= 46),
            Until::Day(end) => assert!(end.year >= 2029),
        }
    }
}

#[test]
fn a_licence_and_a_card_of_one_seed_belong_together() {
    for seed in 0..50 {
        assert_eq!(organisation(seed).legal_person, person(seed).name);
        let body = company(seed);
        assert!(body.capital.is_some() && body.term.is_some());
        assert!(body.established < body.issued);
    }
}

#[test]
fn machine_readable_lines_are_44_long_with_valid_check_digits() {
    for seed in 0..200 {
        let page = PassportText::of(&person(seed));
        assert_eq!((page.mrz1.len(), page.mrz2.len()), (44, 44), "{seed}");
        let line = &page.mrz2;
        let all = format!("{}{}{}", &line[0..10], &line[13..20], &line[21..43]);
        for (text, at) in [(&line[0..9], 9), (&line[13..19], 19), (&line[21..27], 27), (&all, 43)] {
            assert_eq!(Some(mrz_check(text)), line.chars().nth(at), "{seed} at {at}");
        }
    }
}
