use crate::golden;
use filing::permission::{Permission, Role};

#[test]
fn the_permissions_are_the_approved_table() {
    let mut table = format!("{:22}", "");
    for role in Role::ALL {
        table += &format!(" {}", role.name());
    }
    table += "\n";
    for permission in Permission::ALL {
        table += &format!("{:22}", permission.name());
        for role in Role::ALL {
            let mark = if role.may(*permission) { "✔" } else { "·" };
            table += &format!(" {mark:>width$}", width = role.name().len());
        }
        table += "\n";
    }
    golden::compare("permissions.txt", &table);
}

#[test]
fn no_person_does_system_work_and_the_system_does_nothing_else() {
    for role in Role::ALL {
        assert_eq!(role.may(Permission::RunSystemWork), *role == Role::System);
    }
    assert_eq!(Role::System.permissions(), [Permission::RunSystemWork]);
}

#[test]
fn who_administers_neither_reviews_nor_sees_personal_data() {
    assert!(!Role::Administrator.may(Permission::ReviewFiling));
    assert!(!Role::Administrator.may(Permission::RevealPersonalData));
}

#[test]
fn names_are_those_of_the_json() {
    for permission in Permission::ALL {
        assert_eq!(serde_json::to_value(permission).expect("text"), permission.name());
    }
    for role in Role::ALL {
        assert_eq!(serde_json::to_value(role).expect("text"), role.name());
    }
}
