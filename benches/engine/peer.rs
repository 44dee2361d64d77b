//! The programs of `benches/peers`: built by their own manifests, run as processes, read by their one line of JSON.

use std::path::Path;
use std::process::Command;

/// A peer program with its arguments; the seed is appended.
pub struct Peer {
    pub name: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
}

const fn peer(name: &'static str, program: &'static str, arguments: &'static [&'static str]) -> Peer {
    Peer {
        name,
        program,
        arguments,
    }
}

/// Days and years as in `../field`: the slow one runs shorter, since its cost an event does not depend on it.
pub const NETWORK: [Peer; 4] = [
    peer("minimal, std heap", "mhe", &["std", "1000"]),
    peer("minimal, 2-ary heap", "mhe", &["d2", "1000"]),
    peer("ixa 4.0.0", "ixa_mhe", &["1000"]),
    peer("NeXosim 1.0.0", "nexo_mhe", &["500"]),
];
pub const TIMERS: [Peer; 3] = [
    peer("minimal, sorted calendar", "pt", &["calsortwide", "1"]),
    peer("ixa 4.0.0", "ixa_pt", &["0.5"]),
    peer("NeXosim 1.0.0", "nexo_pt", &["0.5"]),
];

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers"))
}

/// Builds both peer packages with their committed lock files.
pub fn build() {
    for package in ["limit", "peers_rs"] {
        let manifest = folder().join(package).join("Cargo.toml");
        let done = Command::new(option_env!("CARGO").unwrap_or("cargo"))
            .args(["build", "--release", "--locked", "--bins", "--manifest-path"])
            .arg(manifest)
            .arg("--target-dir")
            .arg(folder().join("target"))
            .status();
        assert!(
            done.is_ok_and(|status| status.success()),
            "benches/peers/{package} does not build"
        );
    }
}

/// Nanoseconds of CPU time an event.
pub fn run(peer: &Peer, seed: u64) -> f64 {
    let output = Command::new(folder().join("target/release").join(peer.program))
        .args(peer.arguments)
        .arg(seed.to_string())
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", peer.name));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a peer prints one line of JSON");
    value["ns_per_event"].as_f64().expect("a peer gives its time an event")
}
