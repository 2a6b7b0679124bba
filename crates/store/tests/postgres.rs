//! A PostgreSQL of our own: started once a test process from the machine's binaries, gone with it.
//!
//! A shell waits on a pipe that only this process holds. When the process ends, in whatever way, the
//! pipe closes, and the shell stops the server and removes its folder.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

struct Server {
    url: String,
    /// Holds the pipe that says we are alive.
    _shell: Child,
}

/// The URL of a new, empty database; `None`, with a word about it, where there is no PostgreSQL.
pub async fn new_database() -> Option<String> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(start).as_ref()?;
    let name = format!("t{}", crate::sample::id().simple());
    let mut admin = PgConnection::connect(&format!("{}/postgres", server.url)).await.unwrap();
    let sql = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::raw_sql(sql).execute(&mut admin).await.unwrap();
    Some(format!("{}/{name}", server.url))
}

fn start() -> Option<Server> {
    let Some(bin) = binaries() else {
        assert!(std::env::var_os("CI").is_none(), "no PostgreSQL under /usr/lib/postgresql");
        eprintln!("SKIPPED on PostgreSQL: no /usr/lib/postgresql/*/bin/initdb on this machine");
        return None;
    };
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let folder = tempfile::Builder::new().prefix("store-pg").tempdir().unwrap().keep();
    if root {
        run(Command::new("chown").arg("postgres").arg(&folder));
    }
    let program = |name: &str| {
        let path = bin.join(name);
        // PostgreSQL refuses to run as root.
        let mut command = if root { Command::new("runuser") } else { Command::new(&path) };
        if root {
            command.args(["-u", "postgres", "--"]).arg(&path);
        }
        command.current_dir("/");
        command
    };
    let data = folder.join("data");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    run(program("initdb").arg("-D").arg(&data).args([
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    ]));
    let options = format!(
        "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off \
         -c max_connections=300",
        data.display()
    );
    let shell = watch(&bin, &folder, &data, root);
    run(program("pg_ctl")
        .arg("-D")
        .arg(&data)
        .args(["-w", "-l"])
        .arg(data.join("log"))
        .args(["-o", &options, "start"]));
    Some(Server { url: format!("postgres://postgres@127.0.0.1:{port}"), _shell: shell })
}

fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop()
}

fn watch(bin: &Path, folder: &Path, data: &Path, root: bool) -> Child {
    let user = if root { "runuser -u postgres -- " } else { "" };
    let script = format!(
        "cat; cd /; {user}'{}' -D '{}' -m immediate stop; rm -rf '{}'",
        bin.join("pg_ctl").display(),
        data.display(),
        folder.display()
    );
    Command::new("sh")
        .args(["-c", &script])
        // Out of reach of a Ctrl-C meant for the test.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn run(command: &mut Command) {
    // The server inherits these; a pipe it keeps open would never end.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.unwrap().success(), "{command:?}");
}
