//! Folders of files.

use std::path::Path;

use tempfile::TempDir;

/// A temporary folder with these files, by path and text. Its path always has the same length, so that lines which name it
/// break at the same place.
///
/// # Panics
///
/// When it cannot be written.
pub fn folder_with(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir_in("/tmp").expect("a temporary folder can be made");
    write_files(folder.path(), files);
    folder
}

/// Writes these files, by path and text.
///
/// # Panics
///
/// When they cannot be written.
pub fn write_files(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        let parent = path.parent().expect("a file lies in a folder");
        std::fs::create_dir_all(parent).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }
}
