//! The files that are compiled, and places in them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Which file of a [`SourceSet`], by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub u32);

/// A run of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// Which file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`. Files are limited to 4 GiB, which [`SourceSet::load`] checks.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        Self {
            file,
            start: start as u32,
            end: end as u32,
        }
    }

    /// From the start of `self` to the end of `other`.
    pub fn to(self, other: Span) -> Self {
        Self {
            end: other.end,
            ..self
        }
    }
}

/// One file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Relative to the root, with `/`: `library/vault.idl`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// All files of one API, sorted by path.
#[derive(Debug, Clone, Default)]
pub struct SourceSet {
    files: Vec<SourceFile>,
}

impl SourceSet {
    /// A set of files that are in memory: pairs of path and text.
    pub fn from_texts<P: Into<String>, T: Into<String>>(
        texts: impl IntoIterator<Item = (P, T)>,
    ) -> Self {
        let mut files: Vec<_> = texts
            .into_iter()
            .map(|(path, text)| SourceFile {
                path: path.into(),
                text: text.into(),
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// Every `.idl` file below `root`, except below `root/releases`, which holds frozen versions.
    pub fn load(root: &Path) -> Result<Self, LoadError> {
        let mut paths = Vec::new();
        collect(root, root, &mut paths)?;
        if paths.is_empty() {
            return Err(LoadError::Empty(root.to_path_buf()));
        }
        let files = paths
            .into_iter()
            .map(|path| read(root, &path))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self::from_texts(files))
    }

    /// The files, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId(index as u32), file))
    }

    /// One file.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The text of a span; empty when the span is not of this set.
    pub fn text(&self, span: Span) -> &str {
        self.files
            .get(span.file.0 as usize)
            .and_then(|file| file.text.get(span.start as usize..span.end as usize))
            .unwrap_or("")
    }

    /// Line and column of a span's start, both from 1, the column in characters.
    pub fn position(&self, span: Span) -> (usize, usize) {
        let text = &self.file(span.file).text;
        let before = text.get(..span.start as usize).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }
}

fn collect(root: &Path, folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), LoadError> {
    let entries =
        fs::read_dir(folder).map_err(|error| LoadError::Read(folder.to_path_buf(), error))?;
    for entry in entries {
        let path = entry
            .map_err(|error| LoadError::Read(folder.to_path_buf(), error))?
            .path();
        if path.is_dir() {
            if path != root.join("releases") {
                collect(root, &path, paths)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "idl") {
            paths.push(path);
        }
    }
    Ok(())
}

fn read(root: &Path, path: &Path) -> Result<(String, String), LoadError> {
    let text =
        fs::read_to_string(path).map_err(|error| LoadError::Read(path.to_path_buf(), error))?;
    if text.len() > u32::MAX as usize {
        return Err(LoadError::TooLong(path.to_path_buf()));
    }
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    Ok((parts.join("/"), text))
}

/// Why the files could not be read.
#[derive(Debug)]
pub enum LoadError {
    /// The operating system says no.
    Read(PathBuf, io::Error),
    /// There is no `.idl` file.
    Empty(PathBuf),
    /// The file is longer than 4 GiB.
    TooLong(PathBuf),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Read(path, error) => write!(f, "can't read {}: {error}", path.display()),
            Self::Empty(path) => write!(f, "there is no .idl file below {}", path.display()),
            Self::TooLong(path) => write!(f, "{} is longer than 4 GiB", path.display()),
        }
    }
}

impl std::error::Error for LoadError {}
