//! The folder of results: nothing in it is ever half-written. Files go to a sibling folder, which takes the place in one
//! step when all are there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What stands where the results are to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Nothing, or an empty folder.
    Free,
    /// Results of the very same work.
    Same,
    /// Results of other work.
    Other,
    /// Something that is no folder of results; it is never replaced.
    Foreign,
}

/// Looks at a folder with the manifest of the work in hand.
pub fn standing(folder: &Path, manifest: &[u8]) -> io::Result<Standing> {
    if !folder.exists() {
        return Ok(Standing::Free);
    }
    if !folder.is_dir() {
        return Ok(Standing::Foreign);
    }
    match fs::read(folder.join("manifest.json")) {
        Ok(found) if found == manifest => Ok(Standing::Same),
        Ok(_) => Ok(Standing::Other),
        Err(_) if fs::read_dir(folder)?.next().is_none() => Ok(Standing::Free),
        Err(_) => Ok(Standing::Foreign),
    }
}

/// A folder being written beside its place. Dropped without [`Draft::publish`], it leaves nothing behind.
pub struct Draft {
    place: PathBuf,
    draft: PathBuf,
    published: bool,
}

impl Draft {
    pub fn new(place: &Path) -> io::Result<Draft> {
        let name = place
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let draft = place.with_file_name(format!(".{name}.part-{}", std::process::id()));
        if draft.exists() {
            fs::remove_dir_all(&draft)?;
        }
        fs::create_dir_all(&draft)?;
        Ok(Draft {
            place: place.to_path_buf(),
            draft,
            published: false,
        })
    }

    /// Where files are written for now.
    pub fn path(&self) -> &Path {
        &self.draft
    }

    /// Puts the folder in its place, with what was run, by which it is known again, and how long that took; results that
    /// stood there go once the new ones are in.
    pub fn publish(mut self, manifest: &[u8], log: &[u8]) -> io::Result<()> {
        fs::write(self.draft.join("manifest.json"), manifest)?;
        fs::write(self.draft.join("log.json"), log)?;
        let old = self.draft.with_extension("old");
        let replaces = self.place.exists();
        if replaces {
            fs::rename(&self.place, &old)?;
        }
        if let Err(error) = fs::rename(&self.draft, &self.place) {
            if replaces {
                // Puts the old results back: better than none.
                let _ = fs::rename(&old, &self.place);
            }
            return Err(error);
        }
        self.published = true;
        if replaces { fs::remove_dir_all(&old) } else { Ok(()) }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published {
            // Nothing more can be done about a folder that will not go.
            let _ = fs::remove_dir_all(&self.draft);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_manifest_is_the_same_work() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("results");
        assert_eq!(standing(&place, b"a").unwrap(), Standing::Free);
        fs::create_dir(&place).unwrap();
        assert_eq!(standing(&place, b"a").unwrap(), Standing::Free);
        fs::write(place.join("manifest.json"), b"a").unwrap();
        assert_eq!(standing(&place, b"a").unwrap(), Standing::Same);
        assert_eq!(standing(&place, b"b").unwrap(), Standing::Other);
        fs::remove_file(place.join("manifest.json")).unwrap();
        fs::write(place.join("thesis.doc"), b"years of work").unwrap();
        assert_eq!(standing(&place, b"a").unwrap(), Standing::Foreign);
    }

    #[test]
    fn results_appear_whole_or_not_at_all() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("deep/results");
        let draft = Draft::new(&place).unwrap();
        fs::write(draft.path().join("a.csv"), b"1").unwrap();
        assert!(!place.exists());
        drop(draft);
        assert_eq!(
            fs::read_dir(home.path().join("deep")).unwrap().count(),
            0,
            "a dropped draft leaves nothing"
        );

        for text in ["1", "2"] {
            let draft = Draft::new(&place).unwrap();
            fs::write(draft.path().join("a.csv"), text).unwrap();
            draft.publish(text.as_bytes(), b"{}").unwrap();
            assert_eq!(fs::read_to_string(place.join("a.csv")).unwrap(), text);
            assert_eq!(standing(&place, text.as_bytes()).unwrap(), Standing::Same);
            assert_eq!(
                fs::read_dir(home.path().join("deep")).unwrap().count(),
                1,
                "old results and drafts are gone"
            );
        }
    }
}
