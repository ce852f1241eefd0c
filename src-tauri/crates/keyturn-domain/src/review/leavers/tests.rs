//! Lists of people who left, good and bad.

use super::*;

fn columns(user: &str, mail: &str, left: &str) -> Columns {
    let one = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    Columns { user: one(user), mail: one(mail), left: one(left) }
}

/// People as `line user mail day`.
fn check(text: &str, chosen: &Columns, people: &[&str], faults: &[&str]) {
    let list = read(text, chosen).expect("a list");
    let found: Vec<String> = list
        .leavers
        .iter()
        .map(|one| {
            let left = one.left_on.map_or_else(|| "-".to_owned(), |on| on.to_string());
            format!("{} {} {} {left}", one.line, one.user, one.mail)
        })
        .collect();
    assert_eq!(found, people, "{text:?}");
    assert_eq!(list.faults, faults, "{text:?}");
}

#[test]
fn a_list_is_read_by_its_chosen_columns() {
    let all = columns("User", "E-Mail", "Left");
    let lines = "ann,ann@example.com,2026-10-31\r\nbob,,\r\n";
    let expected = ["2 ann ann@example.com 2026-10-31", "3 bob  -"];
    check(&format!("User,E-Mail,Left\r\n{lines}"), &all, &expected, &[]);
    check(&format!("\u{feff}User,E-Mail,Left\n{lines}"), &all, &expected, &[]);
    check(&format!("User;E-Mail;Left\n{}", lines.replace(',', ";")), &all, &expected, &[]);
    check(&format!("User\tE-Mail\tLeft\n{}", lines.replace(',', "\t")), &all, &expected, &[]);
    check("\"User\";\"Name, first\"\n\"an\"\"n\";\"x; y\"\n", &columns("User", "", ""), &["2 an\"n  -"], &[]);
    check("User,Note\nann,\"two\nlines\"\nbob,x\n", &columns("User", "", ""), &["2 ann  -", "4 bob  -"], &[]);
    check("User,E-Mail,Left\nann,,2026-10-31T10:00:00Z\n", &all, &["2 ann  2026-10-31"], &[]);
    // Nothing is guessed: without a chosen column there is nobody.
    check(&format!("User,E-Mail,Left\n{lines}"), &Columns::default(), &[], &[]);
    check(&format!("User,E-Mail,Left\n{lines}"), &columns("", "", "Left"), &[], &[]);
}

#[test]
fn a_line_that_cannot_be_read_is_told_with_its_number() {
    let all = columns("User", "E-Mail", "Left");
    let text = "User,E-Mail,Left\nann\n , ,2026-01-01\nbob,,31.10.2026\n\ncarol,,2026-13-01\ndan,,2026-01-01\n";
    check(
        text,
        &all,
        &["7 dan  2026-01-01"],
        &[
            "line 2: 1 fields where the header names 3",
            "line 3: it names nobody",
            "line 4: \"31.10.2026\" is not a day such as 2026-11-30",
            "line 6: \"2026-13-01\" is not a day such as 2026-11-30",
        ],
    );
    let swallowed = format!("User,Note\nann,\"open\n{}", "bob,x\n".repeat(100));
    check(&swallowed, &columns("User", "", ""), &[], &["line 2: a quote is opened and not closed"]);
    let many = format!("User\n{}", "\"\"\n".repeat(500));
    let list = read(&many, &columns("User", "", "")).expect("a list");
    assert_eq!(list.faults.len(), 201);
    assert_eq!(list.faults.last().map(String::as_str), Some("and 300 more lines that could not be read"));
}

#[test]
fn columns_are_proposed() {
    for (header, proposed) in [
        ("User,E-Mail,Left", columns("User", "E-Mail", "Left")),
        ("Full Name;user_name;Work Email;Termination Date", columns("user_name", "Work Email", "Termination Date")),
        ("account,login", columns("login", "", "")),
        ("name,department", Columns::default()),
        ("", Columns::default()),
    ] {
        let list = read(&format!("{header}\nx\n"), &Columns::default()).expect("a list");
        assert_eq!(list.proposed, proposed, "{header}");
        assert!(list.leavers.is_empty());
    }
}

#[test]
fn what_is_no_list_is_refused() {
    let known = vec!["User".to_owned(), "User".to_owned(), "Mail".to_owned()];
    for (text, chosen, expected) in [
        ("", columns("User", "", ""), ListFault::Empty),
        (" \n", columns("User", "", ""), ListFault::Empty),
        ("User,User,Mail\n", columns("User", "", ""), ListFault::Twice("User".to_owned())),
        ("User,User,Mail\n", columns("", "mail", ""), ListFault::NoColumn { name: "mail".to_owned(), known }),
    ] {
        assert_eq!(read(text, &chosen), Err(expected), "{text:?}");
    }
    assert_eq!(read(&format!("User\n{}", "a\n".repeat(200_001)), &Columns::default()), Err(ListFault::TooLong));
}

#[test]
fn a_hundred_thousand_lines_are_read() {
    let line = |number: u32| format!("user{number};user{number}@example.com");
    let lines = (0..100_000).map(line).collect::<Vec<_>>().join("\n");
    let list = read(&format!("\u{feff}login;mail\n{lines}"), &columns("login", "mail", "")).expect("a list");
    assert_eq!((list.lines, list.leavers.len(), list.faults.len()), (100_000, 100_000, 0));
    assert_eq!(list.leavers.last().map(|one| one.line), Some(100_001));
}

#[test]
fn people_are_found_exactly_in_any_case() {
    let mut directory = Directory::default();
    directory.add_user("ann", "arn:ann");
    directory.add_user("bob@example.com", "arn:bob");
    directory.add_person("Carol", ["carol@example.com"], "arn:sso-1");
    directory.add_person("ann", [], "arn:sso-1");
    directory.add_person("carol", ["carol@example.com"], "arn:sso-2");
    for (user, mail, by, principals) in [
        ("ANN", "", Some(FoundBy::User), &["arn:ann", "arn:sso-1"][..]),
        ("carol", "", Some(FoundBy::IdentityCenter), &["arn:sso-1", "arn:sso-2"]),
        ("c.smith", "Carol@Example.com", Some(FoundBy::Mail), &["arn:sso-1", "arn:sso-2"]),
        ("", "BOB@example.com", Some(FoundBy::Mail), &["arn:bob"]),
        ("an", "", None, &[]),
        ("annn", "ann@example.com", None, &[]),
        ("", "", None, &[]),
    ] {
        let mut leaver = Leaver { user: user.to_owned(), mail: mail.to_owned(), ..Leaver::default() };
        assert_eq!(directory.find(&mut leaver), by.is_some(), "{user} {mail}");
        assert_eq!(
            (leaver.by, &leaver.principals[..]),
            (by, &principals.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>()[..]),
            "{user} {mail}"
        );
    }
}

#[test]
fn who_leaves_later_has_not_left() {
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day);
    for (left_on, expected) in [(None, true), (day(20), true), (day(21), true), (day(22), false)] {
        let leaver = Leaver { left_on, ..Leaver::default() };
        assert_eq!(leaver.has_left(day(21).expect("a day")), expected, "{left_on:?}");
    }
}
