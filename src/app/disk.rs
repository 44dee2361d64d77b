//! The disk, with the shipped texts behind it.

use crate::scenario::{Embedded, Plan, Problems, Scenario, Source, load, open};
use std::path::Path;

/// Reads names as paths from the working folder; what is not there may be shipped.
#[derive(Clone, Copy, Default, Debug)]
pub struct Disk;

impl Source for Disk {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path = Path::new(name);
        if path.is_file() {
            std::fs::read(path).ok()
        } else {
            Embedded.read(name)
        }
    }
}

/// A path as a scenario's name: `/` between its parts, and shipped names without `.json` too.
pub fn name(path: &str) -> String {
    let name = if std::path::MAIN_SEPARATOR == '\\' {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    let full = format!("{name}.json");
    if Disk.read(&name).is_none() && Disk.read(&full).is_some() {
        full
    } else {
        name
    }
}

/// The checked place of a scenario file.
pub fn plan(path: &str) -> Result<Plan, Problems> {
    load(&name(path), &Disk)
}

/// The checked scenario of a file, a place or a pathway.
pub fn scenario(path: &str) -> Result<Scenario, Problems> {
    open(&name(path), &Disk)
}
