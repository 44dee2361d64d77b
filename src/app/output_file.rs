//! One file of results: it appears whole or not at all, and never takes the place of another unasked.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file being written beside its place. Dropped without [`FileDraft::publish`], it leaves nothing behind.
pub struct FileDraft {
    place: PathBuf,
    draft: PathBuf,
    out: Option<BufWriter<File>>,
}

impl FileDraft {
    /// Begins a file; refuses where something stands that is not to be replaced. A folder never is.
    pub fn new(place: &Path, replace: bool) -> Result<FileDraft, String> {
        let shown = place.display();
        if place.is_dir() {
            return Err(format!("{shown} is a folder; name a file"));
        }
        if place.exists() && !replace {
            return Err(format!("{shown} is there already; --force replaces it"));
        }
        let Some(name) = place.file_name().map(|n| n.to_string_lossy().into_owned()) else {
            return Err(format!("`{shown}` names no file"));
        };
        let draft = place.with_file_name(format!(".{name}.part-{}", std::process::id()));
        let begun = (|| {
            if let Some(folder) = place.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                fs::create_dir_all(folder)?;
            }
            File::create(&draft)
        })();
        match begun {
            Ok(file) => Ok(FileDraft {
                place: place.to_path_buf(),
                draft,
                out: Some(BufWriter::new(file)),
            }),
            Err(error) => Err(format!("{shown} cannot be written: {error}")),
        }
    }

    /// Puts the file in its place.
    pub fn publish(mut self) -> io::Result<()> {
        let out = self.out.take().expect("a draft is open until it is published");
        let published = out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&self.draft, &self.place));
        if published.is_err() {
            // Nothing more can be done about a file that will not go.
            let _ = fs::remove_file(&self.draft);
        }
        published
    }
}

impl Write for FileDraft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out
            .as_mut()
            .expect("a draft is open until it is published")
            .write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out
            .as_mut()
            .expect("a draft is open until it is published")
            .flush()
    }
}

impl Drop for FileDraft {
    fn drop(&mut self) {
        if self.out.take().is_some() {
            // Nothing more can be done about a file that will not go.
            let _ = fs::remove_file(&self.draft);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_and_replaces_only_when_told() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("deep/log.csv");
        let files = || fs::read_dir(home.path().join("deep")).unwrap().count();
        let mut draft = FileDraft::new(&place, false).unwrap();
        draft.write_all(b"half").unwrap();
        assert!(!place.exists());
        drop(draft);
        assert_eq!(files(), 0, "a dropped draft leaves nothing");

        let mut draft = FileDraft::new(&place, false).unwrap();
        draft.write_all(b"whole").unwrap();
        draft.publish().unwrap();
        assert_eq!((fs::read(&place).unwrap(), files()), (b"whole".to_vec(), 1));
        let refused = FileDraft::new(&place, false).err().unwrap();
        assert!(refused.contains("--force"), "{refused}");
        let mut draft = FileDraft::new(&place, true).unwrap();
        draft.write_all(b"new").unwrap();
        draft.publish().unwrap();
        assert_eq!((fs::read(&place).unwrap(), files()), (b"new".to_vec(), 1));
        assert!(FileDraft::new(home.path(), true).is_err(), "a folder is no file");
    }
}
