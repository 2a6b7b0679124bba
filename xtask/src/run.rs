//! `cargo xtask run`: the whole system on this machine, with the simulator as the bureau.

use std::{
    fs,
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    assets,
    children::{self, Running},
    project,
};

/// The simulator's place when it is free, as `config/default.toml` has it.
const BUREAU: &str = "127.0.0.1:8085";

/// How long the server may take until it is ready: the first start makes keys and the demo's data.
const READY: Duration = Duration::from_secs(120);

/// How long a child may take to finish what it is doing.
const PATIENCE: Duration = Duration::from_secs(10);

/// What `cargo xtask run` is asked for.
pub struct Wish {
    pub listen: SocketAddr,
    /// Folder of everything that is kept, from the project's root.
    pub data: PathBuf,
    /// Handed on to `beian serve`.
    pub more: Vec<String>,
}

/// Builds, starts the simulator and the server, and waits until one ends or Ctrl-C comes; then
/// ends both.
///
/// # Errors
/// Something cannot be fetched, built or started, or ended by itself.
pub fn run(root: &Path, wish: &Wish) -> Result<()> {
    let assets = assets::ensure(root)?;
    let programs = build(root, false)?;
    let data = root.join(&wish.data);
    fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
    let listen = free(wish.listen)?;
    let bureau = free(BUREAU.parse().context("the simulator's address does not parse")?)?;
    let settings = data.join("run.toml");
    fs::write(&settings, settings_text(listen, bureau, &data, &assets)?)
        .with_context(|| format!("cannot write {}", settings.display()))?;

    children::catch_interrupts()?;
    let mut simulator = Command::new(&programs.simulator);
    simulator.current_dir(root).args(["--listen", &bureau.to_string()]);
    // Whoever shows the system to somebody wants no mishaps; the simulator by itself has them.
    simulator.arg("--calm");
    simulator.arg("--data").arg(data.join("bureau"));
    let mut simulator = Running::start("bureau-sim", &mut simulator)?;
    wait_for("bureau-sim", &mut simulator, || TcpStream::connect(bureau).is_ok())?;

    let mut server = Command::new(&programs.server);
    server.current_dir(root).arg("--config").arg(&settings).args(["serve", "--demo-staff"]);
    server.args(&wish.more);
    server.env("BEIAN_ASSETS", &assets);
    let mut server = Running::start("beian", &mut server)?;
    wait_for("beian", &mut server, || is_ready(listen))?;
    if !children::interrupted() {
        println!(
            "\nbeian:      http://{listen}/\nbureau-sim: http://{bureau}/\nCtrl-C ends both.\n"
        );
    }
    let ended = watch(&mut server, &mut simulator);
    // The server first, so that it does not see its bureau go.
    server.stop(PATIENCE);
    simulator.stop(PATIENCE);
    ended
}

/// The two programs of the system, and the one that kills the first.
pub struct Programs {
    pub server: PathBuf,
    pub simulator: PathBuf,
    pub chaos: PathBuf,
}

/// Builds them and takes their places from cargo, wherever it builds.
///
/// # Errors
/// They don't build.
pub fn build(root: &Path, release: bool) -> Result<Programs> {
    let mut command = project::cargo(root);
    // The whole workspace, as the tests build it: a part of it would want its dependencies with
    // other features, and build them a second time.
    command.args(["build", "--workspace", "--bins"]);
    command.arg("--message-format=json-render-diagnostics");
    if release {
        command.arg("--release");
    }
    let output =
        command.stderr(std::process::Stdio::inherit()).output().context("cannot start cargo")?;
    ensure!(output.status.success(), "the build failed");
    let messages = String::from_utf8_lossy(&output.stdout);
    let program = |name: &str| {
        executable(&messages, name).with_context(|| format!("cargo built no program `{name}`"))
    };
    Ok(Programs {
        server: program("beian")?,
        simulator: program("bureau-sim")?,
        chaos: program("chaos")?,
    })
}

/// The path of a program among cargo's messages.
fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == name)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

/// The address when nobody listens there, else one with a free port, said aloud.
fn free(wanted: SocketAddr) -> Result<SocketAddr> {
    match TcpListener::bind(wanted) {
        Ok(listener) => Ok(listener.local_addr()?),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let listener = TcpListener::bind(SocketAddr::new(wanted.ip(), 0))
                .with_context(|| format!("no free port on {}", wanted.ip()))?;
            let address = listener.local_addr()?;
            println!("run: {wanted} is taken, {address} is used");
            Ok(address)
        }
        Err(error) => Err(error).with_context(|| format!("cannot listen on {wanted}")),
    }
}

/// What differs from `config/default.toml`.
fn settings_text(
    listen: SocketAddr,
    bureau: SocketAddr,
    data: &Path,
    assets: &Path,
) -> Result<String> {
    let place = |path: PathBuf| {
        path.to_str().map(str::to_owned).context("the data folder's name is not UTF-8")
    };
    let section = |pairs: Vec<(&str, String)>| {
        let pairs = pairs.into_iter().map(|(key, value)| (key.to_owned(), value.into()));
        toml::Value::Table(pairs.collect())
    };
    let mut table = toml::Table::new();
    table.insert("public_url".into(), format!("http://{listen}").into());
    table.insert("http".into(), section(vec![("listen", listen.to_string())]));
    let database = format!("sqlite:{}", place(data.join("beian.sqlite3"))?);
    let objects = place(data.join("objects"))?;
    table.insert("store".into(), section(vec![("url", database), ("objects", objects)]));
    let key = place(data.join("master.key"))?;
    table.insert("keys".into(), section(vec![("master_file", key)]));
    table.insert("vision".into(), section(vec![("assets", place(assets.to_path_buf())?)]));
    table.insert("bureau".into(), section(vec![("endpoint", format!("http://{bureau}"))]));
    Ok(format!("# Written by `cargo xtask run`, anew each time.\n{}", toml::to_string(&table)?))
}

/// Waits until it is ready, has ended, or took too long. An interruption ends the waiting.
fn wait_for(name: &str, child: &mut Running, ready: impl Fn() -> bool) -> Result<()> {
    let deadline = Instant::now() + READY;
    while !ready() {
        if let Some(status) = child.exit()? {
            bail!("{name} ended before it was ready: {status}");
        }
        if children::interrupted() {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "{name} was not ready within {} s", READY.as_secs());
        sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// Does `/readyz` answer 200?
fn is_ready(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let limit = Some(Duration::from_secs(2));
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(limit)?;
        stream.set_write_timeout(limit)?;
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.take(64).read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.split(' ').nth(1) == Some("200"))
}

fn watch(server: &mut Running, simulator: &mut Running) -> Result<()> {
    loop {
        if children::interrupted() {
            return Ok(());
        }
        for (name, child) in [("beian", &mut *server), ("bureau-sim", &mut *simulator)] {
            if let Some(status) = child.exit()? {
                bail!("{name} ended: {status}");
            }
        }
        sleep(Duration::from_millis(200));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_replaced_by_a_free_one() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        let other = free(address).unwrap();
        assert_eq!(other.ip(), address.ip());
        assert_ne!(other.port(), address.port());
        drop(taken);
        assert_eq!(free(address).unwrap(), address);
    }

    #[test]
    fn a_program_is_found_among_cargos_messages() {
        let messages = "\
            {\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"beian\"},\"executable\":null}\n\
            {\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"beian\"},\"executable\":\"/t/beian\"}\n\
            {\"reason\":\"build-finished\",\"success\":true}\n";
        assert_eq!(executable(messages, "beian"), Some(PathBuf::from("/t/beian")));
        assert_eq!(executable(messages, "bureau-sim"), None);
    }

    #[test]
    fn the_settings_name_every_place_under_the_data_folder() {
        let address = |text: &str| text.parse::<SocketAddr>().unwrap();
        let text = settings_text(
            address("127.0.0.1:9000"),
            address("127.0.0.1:9001"),
            Path::new("/d"),
            Path::new("/a"),
        );
        let table: toml::Table = text.unwrap().parse().unwrap();
        assert_eq!(table["public_url"].as_str(), Some("http://127.0.0.1:9000"));
        assert_eq!(table["bureau"]["endpoint"].as_str(), Some("http://127.0.0.1:9001"));
        assert_eq!(table["store"]["url"].as_str(), Some("sqlite:/d/beian.sqlite3"));
        assert_eq!(table["keys"]["master_file"].as_str(), Some("/d/master.key"));
    }

    #[test]
    fn only_an_answer_of_200_is_ready() {
        for (answer, ready) in [("200 OK", true), ("503 Service Unavailable", false)] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let server = std::thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let mut asked = [0; 512];
                let _ = stream.read(&mut asked).unwrap();
                write!(stream, "HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n").unwrap();
            });
            assert_eq!(is_ready(address), ready, "{answer}");
            server.join().unwrap();
            assert!(!is_ready(address));
        }
    }
}
