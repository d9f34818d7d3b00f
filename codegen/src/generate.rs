//! Runs the backends and brings the files in the tree up to date: nothing equal is touched, and no orphan stays.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread;

use crate::backend::{Backend, Files, GENERATED};
use crate::model::Model;

/// Folders at the top that hold no generated files: the compiler's own tests contain the marker.
const SKIPPED_AT_TOP: &[&str] = &["codegen", "idl"];

/// Folders that are never looked into, wherever they are.
const SKIPPED: &[&str] = &["target", "node_modules", "__pycache__"];

/// Whether to write, or only to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write what differs.
    Write,
    /// Only say what differs.
    Check,
}

/// What was found, and done.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that differed: written, or stale when only compared.
    pub changed: Vec<String>,
    /// How many were equal.
    pub unchanged: usize,
    /// Generated files that no backend makes any more.
    pub orphans: Vec<String>,
}

/// Why nothing was generated.
#[derive(Debug)]
pub enum GenerateError {
    /// A backend failed: its name, and why.
    Backend(&'static str, String),
    /// Two backends make the same file, or one makes a file without the marker, or outside the root.
    Output(String),
    /// The operating system says no.
    Disk(PathBuf, io::Error),
}

impl std::fmt::Display for GenerateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Backend(name, why) => write!(f, "backend {name}: {why}"),
            Self::Output(message) => f.write_str(message),
            Self::Disk(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for GenerateError {}

/// Generates all files and compares them with those below `root`.
pub fn generate(
    model: &Model,
    backends: &[Backend],
    root: &Path,
    mode: Mode,
) -> Result<Report, GenerateError> {
    let files = run_backends(model, backends)?;
    let mut report = Report::default();
    for (path, text) in &files {
        let place = root.join(path);
        if read_if_there(&place)?.as_deref() == Some(text.as_bytes()) {
            report.unchanged += 1;
            continue;
        }
        if mode == Mode::Write {
            write(&place, text)?;
        }
        report.changed.push(path.clone());
    }
    report.orphans = orphans(root, &files)?;
    Ok(report)
}

/// All files of all backends.
pub fn run_backends(model: &Model, backends: &[Backend]) -> Result<Files, GenerateError> {
    let results: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = backends
            .iter()
            .map(|backend| scope.spawn(|| (backend.generate)(model)))
            .collect();
        running.into_iter().map(|running| running.join()).collect()
    });
    let mut files = Files::new();
    for (backend, result) in backends.iter().zip(results) {
        let made = result
            .unwrap_or_else(|_| Err("it panicked".to_string()))
            .map_err(|why| GenerateError::Backend(backend.name, why))?;
        for (path, text) in made {
            check_output(backend.name, &path, &text)?;
            if files.insert(path.clone(), text).is_some() {
                let message = format!(
                    "backend {} makes {path}, and so does another one",
                    backend.name
                );
                return Err(GenerateError::Output(message));
            }
        }
    }
    Ok(files)
}

fn check_output(backend: &str, path: &str, text: &str) -> Result<(), GenerateError> {
    let is_below =
        !path.starts_with('/') && path.split('/').all(|part| part != ".." && !part.is_empty());
    // JSON has no comments.
    let is_marked = path.ends_with(".json") || has_marker(text.as_bytes());
    match (is_below, is_marked) {
        (true, true) => Ok(()),
        (false, _) => Err(GenerateError::Output(format!(
            "backend {backend} makes {path:?}, which is not below the root"
        ))),
        (_, false) => Err(GenerateError::Output(format!(
            "backend {backend} makes {path} without the first line that says so"
        ))),
    }
}

fn has_marker(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.windows(GENERATED.len())
        .any(|window| window == GENERATED.as_bytes())
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, GenerateError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(GenerateError::Disk(path.to_path_buf(), error)),
    }
}

fn write(path: &Path, text: &str) -> Result<(), GenerateError> {
    let disk = |error| GenerateError::Disk(path.to_path_buf(), error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(disk)?;
    }
    fs::write(path, text).map_err(disk)
}

/// Files below `root` that carry the marker and are not among `files`.
fn orphans(root: &Path, files: &Files) -> Result<Vec<String>, GenerateError> {
    let known: BTreeSet<PathBuf> = files.keys().map(|path| root.join(path)).collect();
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).map_err(|error| GenerateError::Disk(folder.clone(), error))?;
        for entry in entries {
            let entry = entry.map_err(|error| GenerateError::Disk(folder.clone(), error))?;
            let path = entry.path();
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_dir() && !is_skipped(root, &path) {
                folders.push(path);
            } else if kind.is_file() && !known.contains(&path) && starts_with_marker(&path) {
                found.push(
                    path.strip_prefix(root)
                        .unwrap_or(&path)
                        .to_string_lossy()
                        .into_owned(),
                );
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Hidden folders, build folders and other caches.
fn is_skipped(root: &Path, folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let is_top = folder.parent() == Some(root);
    name.starts_with('.')
        || SKIPPED.contains(&&*name)
        || (is_top && SKIPPED_AT_TOP.contains(&&*name))
        || folder.join("CACHEDIR.TAG").exists()
}

/// A file that can't be read is not ours.
fn starts_with_marker(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(256).read_to_end(&mut start));
    read.is_ok() && has_marker(&start)
}
